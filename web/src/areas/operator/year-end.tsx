import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { Day, Money, Quantity } from '../../components/figures.js';
import { Loaded } from '../../components/loading.js';
import { Notice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { SelectField } from '../../components/select-field.js';
import { Status } from '../../components/status.js';
import { Table } from '../../components/table.js';
import { useFormats } from '../../words/formats.js';
import { Desk, Filters, useFilter } from './desk.js';
import { useExercises } from './exercises.js';
import { OrderState } from './states.js';
import { YearEndDates } from './year-end-dates.js';
import { Calendar } from './year-end-steps.js';

type Figures = Api['YearEndFigures'];

/** The end of an exercise: its steps, what closing would give, and the statements. */
export function YearEnd() {
  const { t } = useTranslation('operator');
  const exercises = useExercises();
  const [chosen, setChosen] = useFilter('exercice', exercises);
  const exercise = chosen || exercises[0];
  return (
    <Desk title={t('year-end.title', { exercise: exercise ?? '' })} lead={t('year-end.lead')}>
      {exercises.length > 1 && (
        <Filters>
          <SelectField
            label={t('year-end.exercise')}
            value={exercise ?? ''}
            onChange={setChosen}
            options={exercises.map((value) => ({ value, label: value }))}
          />
        </Filters>
      )}
      {exercise ? <Exercise key={exercise} year={Number(exercise)} /> : <p>{t('year-end.none')}</p>}
    </Desk>
  );
}

function Exercise({ year }: { readonly year: number }) {
  const { t } = useTranslation('operator');
  const { instant } = useFormats();
  const path = { year };
  const calendar = useQuery({
    queryKey: ['calendar', year],
    queryFn: () => ask(api.GET('/api/v1/exercises/{year}/calendar', { params: { path } })),
    refetchInterval: ({ state }) =>
      state.data?.steps.some((step) => step.state === 'at-work') ? 2000 : false,
  });
  const rehearsal = useQuery({
    queryKey: ['rehearsal', year],
    queryFn: () => ask(api.GET('/api/v1/exercises/{year}/closing', { params: { path } })),
  });
  const closedAt = rehearsal.data?.progress.closedAt;
  return (
    <>
      {closedAt && <Notice kind="info">{t('year-end.closed-at', { at: instant(closedAt) })}</Notice>}
      <Section title={t('year-end.calendar')}>
        <Loaded query={calendar}>
          {(shown) => <Calendar calendar={shown} total={rehearsal.data?.figures.total ?? null} />}
        </Loaded>
      </Section>
      <YearEndDates key={year} year={year} />
      <Section title={t('year-end.rehearsal')}>
        <p className="measure">{t('year-end.rehearsal-how')}</p>
        <Loaded query={rehearsal}>{(shown) => <Rehearsed rehearsal={shown} />}</Loaded>
      </Section>
      <Statements year={year} />
      <div>
        <ButtonLink kind="secondary" href="/operateur/avoirs">
          {t('year-end.credit-notes')}
        </ButtonLink>
      </div>
    </>
  );
}

interface Line {
  readonly key: string;
  readonly name: string;
  readonly orderId: string;
  readonly number: string;
  readonly figures: Figures;
}

function Rehearsed({ rehearsal }: { readonly rehearsal: Api['Rehearsal'] }) {
  const { t } = useTranslation('operator');
  const { total, funders } = rehearsal.figures;
  const lines = funders.flatMap((funder) =>
    funder.orders.map((order): Line => ({
      key: order.orderId,
      name: funder.funderName,
      orderId: order.orderId,
      number: order.number,
      figures: order,
    })),
  );
  const count = (of: 'vouchers' | 'handedOut' | 'redeemed' | 'expired' | 'revoked', title: string) => ({
    title,
    cell: (line: Line) => <Quantity value={line.figures[of]} />,
    isFigure: true,
  });
  const cents = (of: 'creditFunderCents' | 'creditStateCents', title: string) => ({
    title,
    cell: (line: Line) => <Money cents={line.figures[of]} always />,
    isFigure: true,
  });
  return (
    <>
      {lines.length > 0 && (
        <Table
          caption={t('year-end.rehearsal')}
          isCaptionHidden
          rows={lines}
          keyOf={(each) => each.key}
          columns={[
            {
              title: t('year-end.order'),
              cell: (each) => <Link href={`/operateur/commandes/${each.orderId}`}>{each.number}</Link>,
              isHeading: true,
            },
            { title: t('year-end.funder'), cell: (each) => each.name },
            count('vouchers', t('year-end.ordered')),
            count('handedOut', t('year-end.handed-out')),
            count('redeemed', t('year-end.redeemed')),
            count('expired', t('year-end.expired')),
            count('revoked', t('year-end.revoked')),
            cents('creditFunderCents', t('year-end.credit-funder')),
            cents('creditStateCents', t('year-end.credit-state')),
          ]}
          foot={[
            t('year-end.total'),
            '',
            <Quantity key="v" value={total.vouchers} />,
            <Quantity key="h" value={total.handedOut} />,
            <Quantity key="r" value={total.redeemed} />,
            <Quantity key="e" value={total.expired} />,
            <Quantity key="l" value={total.revoked} />,
            <Money key="f" cents={total.creditFunderCents} always />,
            <Money key="s" cents={total.creditStateCents} always />,
          ]}
        />
      )}
      {rehearsal.notActive.length > 0 && (
        <>
          <h3>{t('year-end.not-active')}</h3>
          <p className="soft measure">{t('year-end.not-active-how')}</p>
          <Table
            caption={t('year-end.not-active')}
            isCaptionHidden
            rows={rehearsal.notActive}
            keyOf={(each) => each.orderId}
            columns={[
              {
                title: t('year-end.order'),
                cell: (each) => <Link href={`/operateur/commandes/${each.orderId}`}>{each.number}</Link>,
                isHeading: true,
              },
              { title: t('year-end.funder'), cell: (each) => each.funderName },
              {
                title: t('invoices.paid'),
                cell: (each) => <Money cents={each.paidCents} always />,
                isFigure: true,
              },
              { title: t('common.state'), cell: (each) => <OrderState status={each.status} /> },
            ]}
          />
        </>
      )}
    </>
  );
}

const TONES = { waiting: 'care', agreed: 'good', contested: 'stop', settled: 'good' } as const;

export function StatementState({ state }: { readonly state: Api['StatementSummary']['state'] }) {
  const { t } = useTranslation('operator');
  return <Status tone={TONES[state]}>{t(`statement-state.${state}`)}</Status>;
}

function Statements({ year }: { readonly year: number }) {
  const { t } = useTranslation('operator');
  const query = useQuery({
    queryKey: ['statements', year],
    queryFn: () => ask(api.GET('/api/v1/statements', { params: { query: { exercise: year, limit: 100 } } })),
  });
  return (
    <Section title={t('year-end.statements')}>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('year-end.statements-none')} icon="clock" />
          ) : (
            <Table
              caption={t('year-end.statements')}
              isCaptionHidden
              rows={items}
              keyOf={(each) => each.id}
              columns={[
                {
                  title: t('year-end.funder'),
                  cell: (each) => <Link href={`/operateur/etats/${each.id}`}>{each.funderName}</Link>,
                  isHeading: true,
                },
                {
                  title: t('statement.issued'),
                  cell: (each) => <Day day={each.issuedAt.slice(0, 10)} short />,
                },
                {
                  title: t('year-end.credit-funder'),
                  cell: (each) => <Money cents={each.total.creditFunderCents} always />,
                  isFigure: true,
                },
                {
                  title: t('year-end.credit-state'),
                  cell: (each) => <Money cents={each.total.creditStateCents} always />,
                  isFigure: true,
                },
                { title: t('common.state'), cell: (each) => <StatementState state={each.state} /> },
              ]}
            />
          )
        }
      </Loaded>
    </Section>
  );
}
