import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { EmptyState } from '../../components/empty-state.js';
import { Money } from '../../components/figures.js';
import { Loaded } from '../../components/loading.js';
import { More } from '../../components/more.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Status, type Tone } from '../../components/status.js';
import { Table } from '../../components/table.js';
import { useFormats } from '../../words/formats.js';
import { useLanguage } from '../../words/words.js';
import css from './payouts.module.css';

export type PayoutState = Api['PayoutView']['state'];

export const PAYOUT_TONES: Record<PayoutState, Tone> = {
  prepared: 'info',
  sent: 'info',
  confirmed: 'good',
  rejected: 'stop',
  returned: 'stop',
};

/** The reference of a transfer, as the bank writes it: longer than a phone is wide. */
export function Reference({ children }: { readonly children: string }) {
  return <span className={css.reference}>{children}</span>;
}

/** What the structure was paid, and what waits to be. */
export function Payouts() {
  const { t } = useTranslation('venue');
  const list = useInfiniteQuery({
    queryKey: ['payouts'],
    queryFn: ({ pageParam }) => ask(api.GET('/api/v1/payouts', { params: { query: { after: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  return (
    <Page title={t('payouts.title')} lead={t('payouts.lead')}>
      <Loaded query={list}>
        {({ pages }) => (
          <>
            <Waiting waiting={pages[0]?.waiting ?? []} />
            <Past payouts={pages.flatMap(({ items }) => items)} />
          </>
        )}
      </Loaded>
      <More {...list} />
    </Page>
  );
}

function Waiting({ waiting }: { readonly waiting: readonly Api['WaitingMoney'][] }) {
  const { t } = useTranslation('venue');
  const { money } = useFormats();
  const language = useLanguage();
  return waiting.map((each) => (
    <Notice
      key={each.reason}
      kind={each.reason === 'next-run' ? 'info' : 'warning'}
      title={t('payouts.waiting', { amount: money(each.cents, true), count: each.redemptions })}
    >
      <p>{each.sentences[language]}</p>
      {each.reason.startsWith('bank') && <Link href="/lieu/structure">{t('payouts.bank')}</Link>}
    </Notice>
  ));
}

function Past({ payouts }: { readonly payouts: readonly Api['PayoutView'][] }) {
  const { t } = useTranslation('venue');
  const { number } = useFormats();
  if (payouts.length === 0) {
    return (
      <EmptyState title={t('payouts.none')}>
        <p>{t('payouts.none-help')}</p>
      </EmptyState>
    );
  }
  return (
    <Table
      caption={t('payouts.title')}
      isCaptionHidden
      rows={payouts}
      keyOf={({ id }) => id}
      columns={[
        {
          title: t('payouts.run'),
          cell: ({ id, runNumber }) => (
            <Link href={`/lieu/paiements/${id}`}>{t('payouts.number', { number: runNumber })}</Link>
          ),
          isHeading: true,
        },
        { title: t('payouts.reference'), cell: ({ endToEndId }) => <Reference>{endToEndId}</Reference> },
        { title: t('payouts.vouchers'), cell: ({ redemptions }) => number(redemptions), isFigure: true },
        { title: t('payouts.amount'), cell: ({ cents }) => <Money cents={cents} always />, isFigure: true },
        {
          title: t('payouts.state'),
          cell: ({ state }) => <Status tone={PAYOUT_TONES[state]}>{t(`payouts.states.${state}`)}</Status>,
        },
      ]}
    />
  );
}
