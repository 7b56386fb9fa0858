import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearchParams } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { Checkbox } from '../../components/choice-fields.js';
import { EmptyState } from '../../components/empty-state.js';
import { Instant, Money, Quantity } from '../../components/figures.js';
import { KeyFigures } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Section } from '../../components/page.js';
import { Status } from '../../components/status.js';
import { Table } from '../../components/table.js';
import { useFormats } from '../../words/formats.js';
import { useLanguage } from '../../words/words.js';
import { BankReport } from './bank-report.js';
import { Act, Consequences, Desk } from './desk.js';
import { PayoutTable } from './payout-table.js';

type Waiting = Api['WaitingMoney'];
const total = (waiting: readonly Waiting[]) => waiting.reduce((sum, each) => sum + each.cents, 0);

/** What is owed to structures, and the runs that pay it. */
export function Payouts() {
  const { t } = useTranslation('operator');
  const [search] = useSearchParams();
  const structureId = search.get('structure') ?? undefined;
  const query = useQuery({
    queryKey: ['payouts', 'waiting', structureId],
    queryFn: () => ask(api.GET('/api/v1/payouts', { params: { query: { structureId } } })),
  });
  return (
    <Desk
      title={t('payouts.title')}
      lead={t('payouts.lead')}
      actions={
        <ButtonLink kind="secondary" href="/operateur/comptes-bancaires">
          {t('payouts.account')}
        </ButtonLink>
      }
    >
      <Loaded query={query}>
        {({ waiting, items }) => (
          <>
            <Owed waiting={waiting} />
            {structureId && items.length > 0 && (
              <Section title={t('payouts.of-structure')}>
                <PayoutTable caption={t('payouts.of-structure')} payouts={items} />
              </Section>
            )}
          </>
        )}
      </Loaded>
      <Runs />
      <BankReport />
    </Desk>
  );
}

function Owed({ waiting }: { readonly waiting: readonly Waiting[] }) {
  const { t } = useTranslation('operator');
  const language = useLanguage();
  const next = waiting.filter((each) => each.reason === 'next-run');
  const held = waiting.filter((each) => each.reason !== 'next-run');
  return (
    <Section title={t('payouts.owed')} actions={waiting.length > 0 && <Prepare next={next} held={held} />}>
      {waiting.length === 0 ? (
        <EmptyState title={t('payouts.owed-none')} icon="check" />
      ) : (
        <>
          <KeyFigures
            figures={[
              { label: t('payouts.to-pay'), value: <Money cents={total(next)} always /> },
              { label: t('payouts.held'), value: <Money cents={total(held)} always /> },
            ]}
          />
          <Table
            caption={t('payouts.owed')}
            isCaptionHidden
            rows={waiting}
            keyOf={(each) => each.structureId}
            columns={[
              {
                title: t('payouts.structure'),
                cell: (each) => (
                  <Link href={`/operateur/structures/${each.structureId}`}>{each.structureName}</Link>
                ),
                isHeading: true,
              },
              {
                title: t('payouts.redemptions'),
                cell: (each) => <Quantity value={each.redemptions} />,
                isFigure: true,
              },
              {
                title: t('payouts.due-redemptions'),
                cell: (each) => <Money cents={each.redemptionCents} always />,
                isFigure: true,
              },
              {
                title: t('payouts.due-rejected'),
                cell: (each) => <Money cents={each.rejectedCents} always />,
                isFigure: true,
              },
              {
                title: t('payouts.total'),
                cell: (each) => <Money cents={each.cents} always />,
                isFigure: true,
              },
              { title: t('payouts.why'), cell: (each) => each.sentences[language] },
            ]}
          />
        </>
      )}
    </Section>
  );
}

function Prepare({ next, held }: { readonly next: readonly Waiting[]; readonly held: readonly Waiting[] }) {
  const { t } = useTranslation('operator');
  const { money } = useFormats();
  const [, go] = useLocation();
  const [insisted, setInsisted] = useState<readonly string[]>([]);
  const rejected = held.filter((each) => each.reason === 'bank-details-rejected');
  const paid = [...next, ...rejected.filter((each) => insisted.includes(each.structureId))];
  const left = held.filter((each) => !insisted.includes(each.structureId));
  return (
    <Act
      label={t('payouts.prepare')}
      title={t('payouts.prepare-title')}
      confirm={t('payouts.prepare')}
      do={(key) =>
        ask(
          api.POST('/api/v1/payout-runs', {
            params: { header: { 'Idempotency-Key': key } },
            body: insisted.length > 0 ? { insistFor: [...insisted] } : {},
          }),
        )
      }
      done={(run) => t('payouts.prepared', { number: run.number, amount: money(run.cents, true) })}
      onDone={(run) => go(`/operateur/contre-paiements/campagnes/${run.id}`)}
    >
      <Consequences
        of={[
          t('payouts.prepare-what', {
            structures: t('payouts.structures', { count: paid.length }),
            amount: money(total(paid), true),
          }),
          left.length > 0 &&
            t('payouts.prepare-held', {
              amount: money(total(left), true),
              names: left.map((each) => each.structureName).join(', '),
            }),
          t('payouts.prepare-after'),
        ]}
      />
      {rejected.length > 0 && (
        <fieldset className="stack">
          <legend>{t('payouts.prepare-insist')}</legend>
          {rejected.map(({ structureId, structureName, cents }) => (
            <Checkbox
              key={structureId}
              label={structureName}
              hint={money(cents, true)}
              isChecked={insisted.includes(structureId)}
              onChange={(isChecked) =>
                setInsisted((before) =>
                  isChecked ? [...before, structureId] : before.filter((each) => each !== structureId),
                )
              }
            />
          ))}
        </fieldset>
      )}
    </Act>
  );
}

function Runs() {
  const { t } = useTranslation('operator');
  const list = useList(['payout-runs'], (after) =>
    ask(api.GET('/api/v1/payout-runs', { params: { query: { after } } })),
  );
  return (
    <Section title={t('payouts.runs')}>
      <Loaded query={list}>
        {(runs) =>
          runs.length === 0 ? (
            <p className="soft">{t('payouts.runs-none')}</p>
          ) : (
            <Table
              caption={t('payouts.runs')}
              isCaptionHidden
              rows={runs}
              keyOf={(each) => each.id}
              columns={[
                {
                  title: t('payouts.run'),
                  cell: (each) => (
                    <Link href={`/operateur/contre-paiements/campagnes/${each.id}`}>
                      {t('run.title', { number: each.number })}
                    </Link>
                  ),
                  isHeading: true,
                },
                { title: t('payouts.prepared-on'), cell: (each) => <Instant at={each.at} short /> },
                {
                  title: t('payouts.transfers'),
                  cell: (each) => <Quantity value={each.transfers} />,
                  isFigure: true,
                },
                {
                  title: t('common.amount'),
                  cell: (each) => <Money cents={each.cents} always />,
                  isFigure: true,
                },
                {
                  title: t('payouts.answers'),
                  cell: (each) =>
                    t('payouts.answers-value', {
                      confirmed: each.confirmed,
                      rejected: each.rejected,
                      returned: each.returned,
                      left: each.transfers - answersOf(each),
                    }),
                },
                { title: t('common.state'), cell: (each) => <RunState run={each} /> },
              ]}
            />
          )
        }
      </Loaded>
      <More {...list} />
    </Section>
  );
}

/** Transfers of a run that the bank has answered for, those that came back afterwards included. */
export function answersOf({ confirmed, rejected, returned }: Api['PayoutRun']): number {
  return confirmed + rejected + returned;
}

function RunState({ run }: { readonly run: Api['PayoutRun'] }) {
  const { t } = useTranslation('operator');
  if (!run.sentAt) return <Status tone="care">{t('payouts.run-to-send')}</Status>;
  if (answersOf(run) < run.transfers) return <Status tone="info">{t('payouts.run-awaited')}</Status>;
  if (!run.feesSweptAt && run.feesCents > 0) return <Status tone="care">{t('payouts.run-sweep')}</Status>;
  return <Status tone="good">{t('payouts.run-done')}</Status>;
}
