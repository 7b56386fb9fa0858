import { useTranslation } from 'react-i18next';
import { ask } from '../../../api/client.js';
import { useAction } from '../../../api/use-action.js';
import { Button } from '../../../components/button.js';
import { Dialog } from '../../../components/dialog.js';
import { RefusalNotice } from '../../../components/notice.js';

interface RemovalProps {
  readonly title: string;
  readonly lead: string;
  readonly submit: string;
  readonly do: () => Promise<{ data?: unknown; error?: unknown; response: Response }>;
  readonly onClose: () => void;
}

/** Asks before something of the structure is taken off its lists. */
export function Removal({ title, lead, submit, do: remove, onClose }: RemovalProps) {
  const { t } = useTranslation('venue');
  const action = useAction({
    do: async () => {
      await ask(remove());
    },
    changes: [['structures']],
    onDone: onClose,
  });
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      {action.refusal && <RefusalNotice refusal={action.refusal} />}
      <p>{lead}</p>
      <div className="row">
        <Button kind="danger" isPending={action.isPending} onClick={() => action.run()}>
          {submit}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          {t('undo.cancel')}
        </Button>
      </div>
    </Dialog>
  );
}
