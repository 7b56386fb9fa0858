import { use } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Button } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { Instant } from '../../components/figures.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { Status } from '../../components/status.js';
import { Table } from '../../components/table.js';
import { useFormats } from '../../words/formats.js';
import { useLanguage } from '../../words/words.js';
import { QueueNotice } from './queue-notice.js';
import { type Entry, type Line, MOST_WAITING } from './queue/entry.js';
import { theQueue, useQueue } from './queue/on-device.js';

interface Row {
  readonly key: string;
  readonly entry: Entry;
  readonly line: Line;
}

function rowsOf(entries: readonly Entry[], state: Entry['state']): Row[] {
  return entries
    .filter((entry) => entry.state === state)
    .flatMap((entry) => entry.lines.map((line, index) => ({ key: `${entry.id} ${index}`, entry, line })));
}

/** What this device holds: vouchers without an answer, and answers that nobody has seen yet. */
export function Waiting() {
  const { t } = useTranslation('venue');
  const queue = useQueue(use(theQueue()));
  const waiting = rowsOf(queue.mine, 'waiting');
  const answered = rowsOf(queue.mine, 'answered');
  const drafts = rowsOf(queue.mine, 'draft').length;
  return (
    <Page title={t('waiting.title')} lead={t('waiting.lead', { most: MOST_WAITING })}>
      <QueueNotice queue={queue} isOnItsPage />
      {drafts > 0 && (
        <Notice kind="info" title={t('waiting.drafts', { count: drafts })}>
          <Link href="/lieu/seance">{t('waiting.to-drafts')}</Link>
        </Notice>
      )}
      {waiting.length === 0 && answered.length === 0 && drafts === 0 && (
        <EmptyState icon="check" title={t('waiting.none')}>
          <p>{t('waiting.none-help')}</p>
        </EmptyState>
      )}
      {answered.length > 0 && (
        <Section
          title={t('waiting.answers')}
          actions={
            <Button onClick={() => void queue.queue.acknowledge(answered.map(({ entry }) => entry.id))}>
              {t('waiting.seen')}
            </Button>
          }
        >
          <Answers rows={answered} />
        </Section>
      )}
      {waiting.length > 0 && (
        <Section title={t('waiting.provisional')}>
          <p className="measure">{t('waiting.provisional-lead')}</p>
          <Provisional rows={waiting} />
        </Section>
      )}
    </Page>
  );
}

/** The whole tail would tell nothing more: the voucher is in the hand of whoever reads this. */
function useColumns() {
  const { t } = useTranslation('venue');
  return [
    { title: t('waiting.voucher'), cell: ({ line }: Row) => `…${line.tail}`, isHeading: true },
    { title: t('waiting.read'), cell: ({ entry }: Row) => <Instant at={entry.readAt} short /> },
    {
      title: t('waiting.session'),
      cell: ({ entry }: Row) => `${entry.session.moduleTitle}, ${entry.session.venueName}`,
    },
  ];
}

function Answers({ rows }: { readonly rows: readonly Row[] }) {
  const { t } = useTranslation('venue');
  const { money } = useFormats();
  const language = useLanguage();
  const columns = useColumns();
  return (
    <Table
      caption={t('waiting.answers')}
      isCaptionHidden
      rows={rows}
      keyOf={({ key }) => key}
      columns={[
        ...columns,
        {
          title: t('waiting.answer'),
          cell: ({ line: { answer } }) =>
            answer?.outcome === 'accepted' ? (
              <Status tone="good">{t('waiting.accepted')}</Status>
            ) : (
              <Status tone="stop">{t('waiting.refused')}</Status>
            ),
        },
        {
          title: t('waiting.detail'),
          cell: ({ line: { answer } }) =>
            answer?.outcome === 'accepted'
              ? t('answer.received', { structure: money(answer.structureCents), receipt: answer.receipt })
              : answer?.[language],
        },
      ]}
    />
  );
}

function Provisional({ rows }: { readonly rows: readonly Row[] }) {
  const { t } = useTranslation('venue');
  const { money } = useFormats();
  const columns = useColumns();
  return (
    <Table
      caption={t('waiting.provisional')}
      isCaptionHidden
      rows={rows}
      keyOf={({ key }) => key}
      columns={[
        ...columns,
        { title: t('waiting.state'), cell: () => <Status tone="care">{t('waiting.not-paid')}</Status> },
        {
          title: t('waiting.value'),
          cell: ({ entry }) => money(entry.session.voucherCents),
          isFigure: true,
        },
      ]}
    />
  );
}
