import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../../api/client.js';
import { useAction } from '../../../api/use-action.js';
import { Button } from '../../../components/button.js';
import { Instant } from '../../../components/figures.js';
import { Form } from '../../../components/form.js';
import { Details } from '../../../components/key-figures.js';
import { Notice } from '../../../components/notice.js';
import { Section } from '../../../components/page.js';
import { Status } from '../../../components/status.js';
import { TextField } from '../../../components/text-field.js';

/** Where the money goes: the account as far as its owner needs to recognise it, and whether it is verified. */
export function BankAccount({ structure }: { readonly structure: Api['Structure'] }) {
  const { t } = useTranslation('venue');
  const details = structure.bankDetails;
  const [isChanging, setChanging] = useState(false);
  return (
    <Section title={t('bank.title')} isCard>
      {details === null ? (
        <Notice kind="warning" title={t('bank.none')} />
      ) : (
        <Details
          items={[
            { label: t('bank.iban'), value: <span className="figures">{details.iban}</span> },
            { label: t('bank.holder'), value: details.holder },
            {
              label: t('bank.state'),
              value: details.verifiedAt ? (
                <>
                  <Status tone="good">{t('bank.verified')}</Status> <Instant at={details.verifiedAt} short />
                </>
              ) : (
                <Status tone="care">{t('bank.to-verify')}</Status>
              ),
            },
          ]}
        />
      )}
      {isChanging || details === null ? (
        <NewAccount structureId={structure.id} onDone={() => setChanging(false)} />
      ) : (
        <div>
          <Button kind="secondary" onClick={() => setChanging(true)}>
            {t('bank.change')}
          </Button>
        </div>
      )}
    </Section>
  );
}

function NewAccount({ structureId, onDone }: { readonly structureId: string; readonly onDone: () => void }) {
  const { t } = useTranslation('venue');
  const [iban, setIban] = useState('');
  const [bic, setBic] = useState('');
  const [holder, setHolder] = useState('');
  const action = useAction({
    do: () =>
      ask(
        api.POST('/api/v1/structures/{id}/bank-details', {
          params: { path: { id: structureId } },
          body: { iban, bic, holder },
        }),
      ),
    changes: [['structures'], ['payouts']],
    onDone,
  });
  return (
    <Form onSubmit={() => action.run()} refusal={action.refusal}>
      <p>{t('bank.lead')}</p>
      <TextField
        label={t('bank.new-iban')}
        name="iban"
        hint={t('bank.iban-hint')}
        spellCheck={false}
        value={iban}
        onChange={setIban}
      />
      <TextField
        label="BIC"
        name="bic"
        hint={t('bank.bic-hint')}
        isShort
        spellCheck={false}
        value={bic}
        onChange={setBic}
      />
      <TextField
        label={t('bank.new-holder')}
        name="holder"
        hint={t('bank.holder-hint')}
        value={holder}
        onChange={setHolder}
      />
      <div className="row">
        <Button type="submit" kind="secondary" isPending={action.isPending}>
          {t('bank.submit')}
        </Button>
      </div>
    </Form>
  );
}
