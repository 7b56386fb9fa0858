import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { useAction } from '../../api/use-action.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Form } from '../../components/form.js';
import { TextField } from '../../components/text-field.js';
import { announce } from '../../shell/live-region.js';

interface UndoDialogProps {
  readonly scan: Pick<Api['RedemptionView'], 'id' | 'receipt'>;
  readonly onClose: () => void;
}

/** Takes back a scan made by mistake: the voucher is the person's again. */
export function UndoDialog({ scan, onClose }: UndoDialogProps) {
  const { t } = useTranslation('venue');
  const [reason, setReason] = useState('');
  const action = useAction({
    do: (_: void, key) =>
      ask(
        api.POST('/api/v1/redemptions/{id}/undo', {
          params: { path: { id: scan.id }, header: { 'Idempotency-Key': key } },
          body: { reason },
        }),
      ),
    changes: [['redemptions']],
    onDone: () => {
      announce(t('undo.done', { receipt: scan.receipt }));
      onClose();
    },
  });
  return (
    <Dialog title={t('undo.title', { receipt: scan.receipt })} isOpen onClose={onClose}>
      <p>{t('undo.lead')}</p>
      <Form onSubmit={() => action.run()} refusal={action.refusal}>
        <TextField
          label={t('undo.reason')}
          name="reason"
          hint={t('undo.reason-hint')}
          isLong
          maxLength={500}
          value={reason}
          onChange={setReason}
        />
        <div className="row">
          <Button type="submit" kind="danger" isPending={action.isPending}>
            {t('undo.submit')}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {t('undo.cancel')}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
