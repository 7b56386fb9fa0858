import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Api } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { Money } from '../../components/figures.js';
import { KeyFigures } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { Table } from '../../components/table.js';
import { useFormats } from '../../words/formats.js';
import { Bar } from './bar.js';
import css from './bar.module.css';
import { ExerciseChoice, useExercise } from './exercise.js';
import { restOf, useOverview } from './home.js';
import { MonthsChart, wholeMonths } from './months-chart.js';
import { useQuantities } from './quantities.js';

type Overview = Api['Overview'];

/** What sleeps and what to do about it, the use month by month, and whom it reached. */
export function Use() {
  const { t } = useTranslation('funder');
  const [exercise, setExercise] = useExercise();
  const overview = useOverview(exercise);
  return (
    <Page
      title={t('use.title', { exercise })}
      lead={t('use.lead')}
      actions={<ExerciseChoice value={exercise} onChange={setExercise} />}
    >
      <Loaded query={overview} lines={10}>
        {(data) =>
          data.total.ordered === 0 ? (
            <EmptyState title={t('home.none', { exercise })} icon="voucher">
              <p>{t('home.none-next')}</p>
              <ButtonLink href="/financeur/commandes/nouvelle" kind="secondary" icon="plus">
                {t('home.order')}
              </ButtonLink>
            </EmptyState>
          ) : (
            <>
              <Asleep overview={data} />
              <Months overview={data} />
              <People people={data.people} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

/** Office by office: what each was given, what it still has, and what can be done. */
function Asleep({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation('funder');
  const { vouchers } = useQuantities();
  const { money } = useFormats();
  const rest = restOf(overview.total);
  const drawer = (office: Api['OfficeOverview']) =>
    office.sleeping?.inDrawer ?? office.allotted - office.handedOut;
  const drawerCents = (office: Api['OfficeOverview']) =>
    office.sleeping?.inDrawerCents ?? office.allottedCents - office.handedOutCents;
  const hands = (office: Api['OfficeOverview']) =>
    office.sleeping?.inHands ?? office.handedOut - office.redeemed;
  const most = Math.max(...overview.byOffice.map(drawer), 0);
  return (
    <Section title={t('asleep.title')}>
      <p className="measure">{t('asleep.lead')}</p>
      <KeyFigures
        figures={[
          {
            label: t('asleep.unallotted'),
            value: vouchers(rest.unallotted),
            note: money(rest.unallottedCents),
          },
          { label: t('asleep.in-drawer'), value: vouchers(rest.inDrawer), note: money(rest.inDrawerCents) },
          { label: t('asleep.in-hands'), value: vouchers(rest.inHands), note: money(rest.inHandsCents) },
        ]}
      />
      {overview.byOffice.length > 0 && (
        <Table
          caption={t('asleep.by-office')}
          rows={overview.byOffice.toSorted((one, other) => drawer(other) - drawer(one))}
          keyOf={({ officeId }) => officeId}
          columns={[
            {
              title: t('offices.office'),
              isHeading: true,
              cell: ({ officeId, officeName }) => (
                <Link href={`/financeur/carnets/antennes/${officeId}`}>{officeName}</Link>
              ),
            },
            {
              title: t('asleep.allotted'),
              isFigure: true,
              cell: ({ allotted }) => <span className="figures">{vouchers(allotted)}</span>,
            },
            {
              title: t('asleep.handed-out'),
              isFigure: true,
              cell: ({ handedOut }) => <span className="figures">{vouchers(handedOut)}</span>,
            },
            {
              title: t('asleep.hands'),
              isFigure: true,
              cell: (office) => <span className="figures">{vouchers(hands(office))}</span>,
            },
            {
              title: t('asleep.drawer'),
              isFigure: true,
              cell: (office) => <span className="figures">{vouchers(drawer(office))}</span>,
            },
            {
              title: t('asleep.worth'),
              isFigure: true,
              cell: (office) => <Money cents={drawerCents(office)} />,
            },
            {
              title: t('asleep.bar'),
              cell: (office) => <Bar value={drawer(office)} most={most} tone="sun" />,
            },
            {
              title: t('asleep.act'),
              cell: ({ officeId, officeName, ...office }) =>
                (office.sleeping?.inDrawer ?? office.allotted - office.handedOut) > 0 ? (
                  <Link href={`/financeur/carnets/antennes/${officeId}`}>
                    {t('asleep.move')}
                    <span className="visually-hidden"> : {officeName}</span>
                  </Link>
                ) : (
                  t('asleep.nothing')
                ),
            },
          ]}
        />
      )}
      <Notice title={t('asleep.what')}>
        <ul className="stack">
          <li>{t('asleep.what-move')}</li>
          <li>{t('asleep.what-tell')}</li>
          <li>{t('asleep.what-end')}</li>
        </ul>
      </Notice>
    </Section>
  );
}

function Months({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation('funder');
  const { vouchers } = useQuantities();
  const { month: monthText } = useFormats();
  const months = wholeMonths(overview.byMonth);
  return (
    <Section title={t('use.months')} isCard>
      {months.length === 0 ? (
        <p>{t('use.no-months')}</p>
      ) : (
        <>
          <MonthsChart months={months} />
          <Table
            caption={t('use.months')}
            isCaptionHidden
            rows={months}
            keyOf={({ month }) => month}
            columns={[
              { title: t('use.month'), isHeading: true, cell: ({ month }) => monthText(month) },
              {
                title: t('home.handed-out'),
                isFigure: true,
                cell: (each) => <span className="figures">{vouchers(each.handedOut)}</span>,
              },
              {
                title: t('home.redeemed'),
                isFigure: true,
                cell: (each) => <span className="figures">{vouchers(each.redeemed)}</span>,
              },
              {
                title: t('use.redeemed-worth'),
                isFigure: true,
                cell: (each) => <Money cents={each.redeemedCents} />,
              },
              {
                title: t('use.expired'),
                isFigure: true,
                cell: (each) => <span className="figures">{vouchers(each.expired)}</span>,
              },
            ]}
          />
        </>
      )}
    </Section>
  );
}

/** The words of an age bracket, from how the API writes it: -18, 18-25, 70+. */
function useBrackets() {
  const { t } = useTranslation('funder');
  return (key: string): string => {
    const [, from, to] = /^(\d*)[-+](\d*)$/.exec(key) ?? [];
    if (from && to) return t('age.between', { from, to });
    if (to) return t('age.under', { to });
    return from ? t('age.from', { from }) : key;
  };
}

function People({ people }: { readonly people: Api['PeopleOverview'] }) {
  const { t } = useTranslation('funder');
  const bracket = useBrackets();
  const youngest = ({ key }: Api['PeopleCell']) => (key.startsWith('-') ? 0 : Number.parseInt(key, 10));
  const byAge = people.byAgeBracket
    .toSorted((one, other) => youngest(one) - youngest(other))
    .map((cell) => ({ ...cell, label: bracket(cell.key) }));
  const most = (cells: readonly Api['PeopleCell'][]) =>
    cells.toSorted((one, other) => other.people - one.people);
  return (
    <Section title={t('people.title')}>
      <p className="measure">{t('people.lead')}</p>
      {people.cellsLeftOut > 0 && (
        <Notice title={t('people.left-out', { count: people.cellsLeftOut })}>
          {t('people.left-out-why', { below: people.cellsBelow })}
        </Notice>
      )}
      <div className={css.people}>
        <Cells title={t('people.by-module')} of={t('people.module')} cells={most(people.byModule)} />
        <Cells title={t('people.by-age')} of={t('people.age')} cells={byAge} />
        <Cells title={t('people.by-commune')} of={t('people.commune')} cells={most(people.byCommune)} />
      </div>
    </Section>
  );
}

interface CellsProps {
  readonly title: string;
  readonly of: string;
  readonly cells: readonly Api['PeopleCell'][];
}

function Cells({ title, of, cells }: CellsProps) {
  const { t } = useTranslation('funder');
  const { people } = useQuantities();
  if (cells.length === 0) {
    return (
      <div className="stack">
        <h3>{title}</h3>
        <p className="soft">{t('people.none')}</p>
      </div>
    );
  }
  const most = Math.max(...cells.map((cell) => cell.people));
  return (
    <Table
      caption={title}
      rows={cells}
      keyOf={({ key }) => key}
      columns={[
        { title: of, isHeading: true, cell: ({ label }) => label },
        {
          title: t('people.people'),
          isFigure: true,
          cell: (cell) => <span className="figures">{people(cell.people)}</span>,
        },
        { title: t('asleep.bar'), cell: (cell) => <Bar value={cell.people} most={most} /> },
      ]}
    />
  );
}
