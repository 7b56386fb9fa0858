import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { Instant } from '../../components/figures.js';
import { Details } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { Notice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { TextField } from '../../components/text-field.js';
import { Act, Desk } from './desk.js';
import css from './operator.module.css';

type Kind = 'ring-fenced' | 'operating';

/** The two accounts of the operator: that of the vouchers, and its own. */
export function Accounts() {
  const { t } = useTranslation('operator');
  const query = useQuery({
    queryKey: ['operator-accounts'],
    queryFn: () => ask(api.GET('/api/v1/operator-accounts')),
  });
  return (
    <Desk
      title={t('accounts.title')}
      lead={t('accounts.lead')}
      back={{ href: '/operateur/contre-paiements', label: t('run.back') }}
      isNarrow
    >
      <Loaded query={query}>
        {({ ringFenced, operating }) => (
          <>
            <Account kind="ring-fenced" account={ringFenced} />
            <Account kind="operating" account={operating} />
          </>
        )}
      </Loaded>
    </Desk>
  );
}

interface AccountProps {
  readonly kind: Kind;
  readonly account: Api['OperatorAccount'] | null;
}

function Account({ kind, account }: AccountProps) {
  const { t } = useTranslation('operator');
  const [iban, setIban] = useState('');
  const [bic, setBic] = useState('');
  const [holder, setHolder] = useState('');
  return (
    <Section title={t(`accounts.${kind}`)} isCard>
      <p>{t(`accounts.${kind}-what`)}</p>
      {account ? (
        <Details
          items={[
            { label: t('accounts.holder'), value: account.holder },
            {
              label: t('structure.iban'),
              value: <span className={css.iban}>{account.iban.replaceAll(/(.{4})(?=.)/g, '$1 ')}</span>,
            },
            { label: t('structure.bic'), value: account.bic },
            { label: t('accounts.set'), value: <Instant at={account.setAt} /> },
          ]}
        />
      ) : (
        <Notice kind="warning">{t(`accounts.${kind}-none`)}</Notice>
      )}
      <div>
        <Act
          label={t(account ? 'accounts.change' : 'accounts.give')}
          kind="secondary"
          title={t(`accounts.${kind}-save`)}
          confirm={t('accounts.save')}
          do={() => ask(api.PUT(`/api/v1/operator-accounts/${kind}`, { body: { iban, bic, holder } }))}
          done={t('accounts.saved')}
        >
          <p>{t(`accounts.${kind}-save-what`)}</p>
          <TextField label={t('accounts.holder')} name="holder" value={holder} onChange={setHolder} />
          <TextField
            label={t('structure.iban')}
            name="iban"
            value={iban}
            onChange={setIban}
            spellCheck={false}
          />
          <TextField
            label={t('structure.bic')}
            name="bic"
            value={bic}
            onChange={setBic}
            isShort
            spellCheck={false}
          />
        </Act>
      </div>
    </Section>
  );
}
