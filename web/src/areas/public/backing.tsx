import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { RadioGroup } from '../../components/choice-fields.js';
import { Day, Money } from '../../components/figures.js';
import { Loaded, Loading } from '../../components/loading.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { Table } from '../../components/table.js';
import { useFormats, today } from '../../words/formats.js';
import css from './backing.module.css';
import { TERMS } from './terms.js';

const Chart = lazy(() => import('./backing-chart.js'));
const PERIODS = { '30': 30, '90': 90, '365': 365 } as const;
type Period = keyof typeof PERIODS;
type BackingDay = Api['BackingDay'];

function daysBefore(day: string, count: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - count);
  return date.toISOString().slice(0, 10);
}

/** What is on the ring-fenced account is what is owed: today, and day by day. */
export default function Backing() {
  const { t } = useTranslation('public');
  const [period, setPeriod] = useState<Period>('30');
  const from = daysBefore(today(), PERIODS[period] - 1);
  const query = useQuery({
    queryKey: ['backing', from],
    queryFn: () => ask(api.GET('/api/v1/backing', { params: { query: { from } } })),
    placeholderData: (before) => before,
  });
  return (
    <Page title={t('backing.title')} lead={t('backing.lead')}>
      <Loaded query={query} lines={8}>
        {(backing) => (
          <>
            <Equation day={backing.today} />
            <Section title={t('backing.days')}>
              <RadioGroup
                label={t('backing.period')}
                value={period}
                onChange={setPeriod}
                isRow
                options={(Object.keys(PERIODS) as Period[]).map((value) => ({
                  value,
                  label: t(`backing.period-${value}`),
                }))}
              />
              <Suspense fallback={<Loading />}>
                <Chart days={backing.days} />
              </Suspense>
              <details className={css.figures}>
                <summary>{t('backing.figures')}</summary>
                <Days days={backing.days} />
              </details>
            </Section>
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** The cash on one side, what it answers for on the other. */
function Equation({ day }: { readonly day: BackingDay }) {
  const { t } = useTranslation('public');
  const formats = useFormats();
  return (
    <section className={css.equation} aria-labelledby="today">
      <h2 id="today">
        {t('backing.today')} <Day day={day.day} />
      </h2>
      <div className={css.sides}>
        <div className={css.cash}>
          <p>{t('backing.cash')}</p>
          <p className={css.amount}>
            <Money cents={day.ringFencedCents} always />
          </p>
          <p className="soft">{t('backing.cash-text')}</p>
        </div>
        <p className={css.equals}>
          <span aria-hidden="true">{day.gapCents === 0 ? '=' : '≠'}</span>
          <span className="visually-hidden">
            {t(day.gapCents === 0 ? 'backing.equals' : 'backing.differs')}
          </span>
        </p>
        <dl className={css.terms}>
          {TERMS.map(({ field, name, tone }) => (
            <div key={field}>
              <dt>
                <svg width="14" height="14" aria-hidden="true" className={css.key}>
                  <rect width="14" height="14" rx="3" fill={tone} />
                </svg>
                <span>
                  {t(`backing.${name}`)}
                  <small>{t(`backing.${name}-text`)}</small>
                </span>
              </dt>
              <dd>
                <Money cents={day[field]} always />
              </dd>
            </div>
          ))}
        </dl>
      </div>
      {day.gapCents === 0 ? (
        <Notice kind="success">{t('backing.holds')}</Notice>
      ) : (
        <Notice kind="refusal">{t('backing.gap', { amount: formats.money(day.gapCents, true) })}</Notice>
      )}
    </section>
  );
}

function Days({ days }: { readonly days: readonly BackingDay[] }) {
  const { t } = useTranslation('public');
  return (
    <Table
      caption={t('backing.table')}
      isCaptionHidden
      rows={days.toReversed()}
      keyOf={(day) => day.day}
      columns={[
        { title: t('backing.day'), cell: ({ day }) => <Day day={day} short />, isHeading: true },
        {
          title: t('backing.cash-short'),
          cell: (day) => <Money cents={day.ringFencedCents} always />,
          isFigure: true,
        },
        ...TERMS.map(({ field, name }) => ({
          title: t(`backing.${name}`),
          cell: (day: BackingDay) => <Money cents={day[field]} always />,
          isFigure: true,
        })),
      ]}
    />
  );
}
