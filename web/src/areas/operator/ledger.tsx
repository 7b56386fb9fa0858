import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { Day, Money } from '../../components/figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Section } from '../../components/page.js';
import { SelectField } from '../../components/select-field.js';
import { Table } from '../../components/table.js';
import { Desk, Filters, useFilter } from './desk.js';
import css from './operator.module.css';

type Account = Api['AccountView'];
type Entry = Api['TransferView'];
type Kind = Account['kind'];
const KINDS: readonly Kind[] = [
  'bank-ring-fenced',
  'bank-operating',
  'vouchers-outstanding',
  'vouchers-ordered',
  'vouchers-unused',
  'structure-payable',
  'funder-receivable',
  'state-receivable',
  'fee-receivable',
  'label-receivable',
  'credit-funder',
  'credit-state',
  'redemption-fees',
  'redemption-fees-earned',
  'vat-due',
  'order-fees',
  'label-fees',
];

/** The accounts and their balances, by kind, order or structure. */
export function Ledger() {
  const { t } = useTranslation('operator');
  const [kind, setKind] = useFilter('compte', KINDS);
  const [search] = useSearchParams();
  const orderId = search.get('commande') ?? undefined;
  const structureId = search.get('structure') ?? undefined;
  const list = useList(['accounts', kind, orderId, structureId], (after) =>
    ask(
      api.GET('/api/v1/ledger/accounts', {
        params: { query: { after, kind: kind || undefined, orderId, structureId } },
      }),
    ),
  );
  return (
    <Desk
      title={t('ledger.title')}
      lead={t('ledger.lead')}
      actions={
        <>
          <ButtonLink kind="secondary" href="/operateur/journal">
            {t('ledger.trail')}
          </ButtonLink>
          <ButtonLink kind="secondary" href="/operateur/exports">
            {t('ledger.exports')}
          </ButtonLink>
        </>
      }
    >
      <Filters>
        <SelectField
          label={t('ledger.kind')}
          value={kind}
          onChange={setKind}
          placeholder={t('common.all')}
          options={KINDS.map((value) => ({ value, label: t(`account.${value}`) }))}
        />
      </Filters>
      <Loaded query={list}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('ledger.none')} />
          ) : (
            <Table
              caption={t('ledger.title')}
              isCaptionHidden
              rows={items}
              keyOf={(each) => String(each.id)}
              columns={[
                {
                  title: t('ledger.account'),
                  cell: (each) => (
                    <Link href={`/operateur/comptes/${each.id}`}>{t(`account.${each.kind}`)}</Link>
                  ),
                  isHeading: true,
                },
                { title: t('ledger.owner'), cell: (each) => <OwnerOf account={each} /> },
                {
                  title: t('ledger.balance'),
                  cell: (each) => <Money cents={each.balanceCents} always />,
                  isFigure: true,
                },
              ]}
            />
          )
        }
      </Loaded>
      <More {...list} />
    </Desk>
  );
}

function OwnerOf({ account }: { readonly account: Account }) {
  const { t } = useTranslation('operator');
  if (account.orderId)
    return <Link href={`/operateur/commandes/${account.orderId}`}>{account.ownerName}</Link>;
  if (account.structureId)
    return <Link href={`/operateur/structures/${account.structureId}`}>{account.ownerName}</Link>;
  return <>{t('ledger.owner-none')}</>;
}

/** An account and its entries, newest first. */
export function AccountEntries({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('operator');
  const accountId = Number(params.id);
  const query = useQuery({
    queryKey: ['account', accountId],
    queryFn: () => ask(api.GET('/api/v1/ledger/accounts', { params: { query: { accountId } } })),
  });
  const account = query.data?.items[0];
  const name = account ? [t(`account.${account.kind}`), account.ownerName].filter(Boolean).join(' · ') : '';
  return (
    <Desk
      title={account ? name : t('entries.title')}
      lead={t('entries.lead-account')}
      back={{ href: '/operateur/comptes', label: t('ledger.back') }}
    >
      <Loaded query={query}>
        {() =>
          account && (
            <p>
              {t('ledger.balance')} :{' '}
              <strong>
                <Money cents={account.balanceCents} always />
              </strong>
            </p>
          )
        }
      </Loaded>
      <Entries accountId={accountId} />
    </Desk>
  );
}

const ADDRESSES = {
  order: (id: string) => `/operateur/commandes/${id}`,
  invoice: (id: string) => `/operateur/factures/${id}`,
  'credit-note': (id: string) => `/operateur/avoirs/${id}`,
  redemption: (id: string) => `/operateur/encaissements/${id}`,
  payout: (id: string) => `/operateur/contre-paiements/${id}`,
  'payout-run': (id: string) => `/operateur/contre-paiements/campagnes/${id}`,
} as const;

/** What caused entries, and all the entries it caused. */
export function Cause({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('operator');
  const id = params.id!;
  const query = useQuery({
    queryKey: ['cause', id],
    queryFn: () => ask(api.GET('/api/v1/ledger/causes/{id}', { params: { path: { id } } })),
  });
  return (
    <Desk title={t('entries.cause-title')} back={{ href: '/operateur/comptes', label: t('ledger.back') }}>
      <Loaded query={query}>
        {({ about }) => (
          <Section title={t('entries.cause-about')} isCard>
            <ul className={css.consequences}>
              {about.map((each) => (
                <li key={each.id}>
                  <Link href={ADDRESSES[each.kind](each.id)}>
                    {t(`entries.about-${each.kind}`, { number: each.number })}
                  </Link>
                </li>
              ))}
            </ul>
          </Section>
        )}
      </Loaded>
      <Section title={t('entries.title')}>
        <Entries causeId={id} />
      </Section>
    </Desk>
  );
}

function Entries(of: { readonly accountId?: number; readonly causeId?: string }) {
  const { t } = useTranslation('operator');
  const list = useList(['transfers', of], (after) =>
    ask(api.GET('/api/v1/ledger/transfers', { params: { query: { ...of, after } } })),
  );
  const side = (of: 'debit' | 'credit') => ({
    title: t(`entries.${of}`),
    cell: (each: Entry) => (
      <Link href={`/operateur/comptes/${each[`${of}AccountId`]}`}>
        {[t(`account.${each[`${of}Kind`]}`), each[`${of}Owner`]].filter(Boolean).join(' · ')}
      </Link>
    ),
  });
  return (
    <>
      <Loaded query={list}>
        {(items) =>
          items.length === 0 ? (
            <p className="soft">{t('entries.none')}</p>
          ) : (
            <Table
              caption={t('entries.title')}
              isCaptionHidden
              rows={items}
              keyOf={(each) => String(each.id)}
              columns={[
                { title: t('entries.what'), cell: (each) => t(`transfer.${each.kind}`), isHeading: true },
                { title: t('common.day'), cell: (each) => <Day day={each.day} short /> },
                side('debit'),
                side('credit'),
                {
                  title: t('common.amount'),
                  cell: (each) => <Money cents={each.amountCents} always />,
                  isFigure: true,
                },
                {
                  title: t('entries.cause'),
                  cell: (each) => (
                    <Link href={`/operateur/comptes/causes/${each.causeId}`}>{t('entries.see-cause')}</Link>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
      <More {...list} />
    </>
  );
}
