import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client.js';
import { useAction } from '../api/use-action.js';
import { Button } from '../components/button.js';
import { Dialog } from '../components/dialog.js';
import { RefusalNotice } from '../components/notice.js';
import type { DialogOfMembers, Member } from './members.js';

/** Removes a member; what they did stays done. */
export function Leaving({ organisation, member, onEnd }: DialogOfMembers & { readonly member: Member }) {
  const { t } = useTranslation();
  const { personId, displayName: name } = member;
  const action = useAction({
    do: async () => {
      const path = { id: organisation.id, personId };
      await ask(api.DELETE('/api/v1/organisations/{id}/members/{personId}', { params: { path } }));
    },
    changes: [['members']],
    onDone: () => onEnd(t('members.removed', { name, organisation: organisation.name })),
  });
  return (
    <Dialog title={t('members.remove-title', { name })} isOpen onClose={() => onEnd()}>
      <div className="stack">
        {action.refusal && <RefusalNotice refusal={action.refusal} />}
        <p>{t('members.remove-means', { name, organisation: organisation.name })}</p>
        <div className="row">
          <Button kind="danger" isPending={action.isPending} onClick={() => action.run()}>
            {t('members.remove-confirm')}
          </Button>
          <Button kind="secondary" onClick={() => onEnd()}>
            {t('members.cancel')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
