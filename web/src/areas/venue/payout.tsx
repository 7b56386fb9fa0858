import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { Day, Instant, Money } from '../../components/figures.js';
import { Details } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { More } from '../../components/more.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { Status } from '../../components/status.js';
import { Table } from '../../components/table.js';
import { useFormats } from '../../words/formats.js';
import { useLanguage } from '../../words/words.js';
import { PAYOUT_TONES, Reference } from './payouts.js';

type Detail = Api['PayoutDetail'];

/** One payout: its transfers, and every scan that it pays. */
export function Payout({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('venue');
  const id = params['id'] ?? '';
  const query = useInfiniteQuery({
    queryKey: ['payouts', id],
    queryFn: ({ pageParam }) =>
      ask(api.GET('/api/v1/payouts/{id}', { params: { path: { id }, query: { after: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Detail) => last.lines.next ?? undefined,
  });
  const first = query.data?.pages[0];
  return (
    <Page
      title={first ? t('payout.title', { number: first.runNumber }) : t('payout.loading')}
      back={{ href: '/lieu/paiements', label: t('payouts.title') }}
    >
      <Loaded query={query}>
        {({ pages }) => (
          <>
            {pages[0] && <Summary payout={pages[0]} />}
            <Lines lines={pages.flatMap(({ lines }) => lines.items)} />
          </>
        )}
      </Loaded>
      <More {...query} />
    </Page>
  );
}

function Summary({ payout }: { readonly payout: Detail }) {
  const { t } = useTranslation('venue');
  const { number } = useFormats();
  const language = useLanguage();
  const last = payout.attempts.at(-1);
  const reason = last?.sentences?.[language] ?? last?.reason ?? '';
  return (
    <>
      {(payout.state === 'rejected' || payout.state === 'returned') && (
        <Notice kind="warning" title={t(`payout.${payout.state}`, { reason })}>
          {t('payout.rejected-help')}
        </Notice>
      )}
      <Details
        items={[
          { label: t('payouts.amount'), value: <Money cents={payout.cents} always /> },
          { label: t('payouts.vouchers'), value: number(payout.redemptions) },
          {
            label: t('payouts.state'),
            value: <Status tone={PAYOUT_TONES[payout.state]}>{t(`payouts.states.${payout.state}`)}</Status>,
          },
        ]}
      />
      <Section title={t('payout.transfers')}>
        <Table
          caption={t('payout.transfers')}
          isCaptionHidden
          rows={payout.attempts}
          keyOf={({ endToEndId }) => endToEndId}
          columns={[
            {
              title: t('payouts.reference'),
              cell: ({ endToEndId }) => <Reference>{endToEndId}</Reference>,
              isHeading: true,
            },
            { title: t('payout.account'), cell: ({ account }) => account },
            {
              title: t('payout.sent'),
              cell: ({ sentAt }) => (sentAt ? <Instant at={sentAt} short /> : t('payout.not-sent')),
            },
            {
              title: t('payouts.state'),
              cell: ({ state }) => <Status tone={PAYOUT_TONES[state]}>{t(`payouts.states.${state}`)}</Status>,
            },
          ]}
        />
      </Section>
    </>
  );
}

function Lines({ lines }: { readonly lines: readonly Api['PayoutLine'][] }) {
  const { t } = useTranslation('venue');
  return (
    <Section title={t('payout.lines')}>
      <p className="measure">{t('payout.lines-lead')}</p>
      <Table
        caption={t('payout.lines')}
        isCaptionHidden
        rows={lines}
        keyOf={({ redemptionId }) => redemptionId}
        columns={[
          { title: t('scans.receipt'), cell: ({ receipt }) => receipt, isHeading: true },
          { title: t('payout.scanned'), cell: ({ at }) => <Instant at={at} short /> },
          { title: t('payout.session-on'), cell: ({ sessionOn }) => <Day day={sessionOn} short /> },
          { title: t('scans.session'), cell: ({ moduleTitle, venueName }) => `${moduleTitle}, ${venueName}` },
          { title: t('payouts.amount'), cell: ({ cents }) => <Money cents={cents} />, isFigure: true },
        ]}
      />
    </Section>
  );
}
