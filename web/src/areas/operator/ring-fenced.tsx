import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.js';
import { Refusal } from '../../api/refusal.js';
import { Instant } from '../../components/figures.js';
import { Details } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { Notice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { TextField } from '../../components/text-field.js';
import { Act, Desk } from './desk.js';
import css from './operator.module.css';

/** The account that payouts leave from, or null before it is set. */
async function readAccount() {
  try {
    return await ask(api.GET('/api/v1/ring-fenced-account'));
  } catch (error) {
    if (error instanceof Refusal && (error.status === 404 || error.status === 409)) return null;
    throw error;
  }
}

export function RingFenced() {
  const { t } = useTranslation('operator');
  const query = useQuery({ queryKey: ['ring-fenced-account'], queryFn: readAccount });
  const [iban, setIban] = useState('');
  const [bic, setBic] = useState('');
  const [holder, setHolder] = useState('');
  return (
    <Desk
      title={t('ring-fenced.title')}
      lead={t('ring-fenced.lead')}
      back={{ href: '/operateur/contre-paiements', label: t('run.back') }}
      isNarrow
    >
      <Loaded query={query}>
        {(account) =>
          account ? (
            <Details
              items={[
                { label: t('ring-fenced.holder'), value: account.holder },
                {
                  label: t('structure.iban'),
                  value: <span className={css.iban}>{account.iban.replaceAll(/(.{4})(?=.)/g, '$1 ')}</span>,
                },
                { label: t('structure.bic'), value: account.bic },
                { label: t('ring-fenced.set'), value: <Instant at={account.setAt} /> },
              ]}
            />
          ) : (
            <Notice kind="warning">{t('ring-fenced.none')}</Notice>
          )
        }
      </Loaded>
      <Section title={t('ring-fenced.change')} isCard>
        <TextField label={t('ring-fenced.holder')} name="holder" value={holder} onChange={setHolder} />
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
        <div>
          <Act
            label={t('ring-fenced.save')}
            kind="secondary"
            title={t('ring-fenced.save-title')}
            confirm={t('ring-fenced.save')}
            do={() => ask(api.PUT('/api/v1/ring-fenced-account', { body: { iban, bic, holder } }))}
            done={t('ring-fenced.saved')}
          >
            <p>{t('ring-fenced.save-what', { iban, holder })}</p>
          </Act>
        </div>
      </Section>
    </Desk>
  );
}
