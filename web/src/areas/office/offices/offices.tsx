import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ButtonLink } from '../../../components/button.js';
import { Quantity } from '../../../components/figures.js';
import { KeyFigures } from '../../../components/key-figures.js';
import { Loaded, Loading } from '../../../components/loading.js';
import { Page, Section } from '../../../components/page.js';
import { Status } from '../../../components/status.js';
import { type Column, Table } from '../../../components/table.js';
import { NoOffice } from '../no-office.js';
import { readStock, thisYear } from '../stock/use-stock.js';
import { type Office, useOffices } from '../use-office.js';

/** The offices of a prescriber: what each has, and where vouchers sleep. */
export function Offices() {
  const { t } = useTranslation('office');
  const query = useOffices();
  return (
    <Page
      title={t('offices.title')}
      lead={t('offices.lead')}
      actions={
        <ButtonLink href="/antenne/nouvelle" icon="plus">
          {t('office.open')}
        </ButtonLink>
      }
    >
      <Loaded query={query}>
        {(offices) => (offices.length === 0 ? <NoOffice /> : <EachOffice offices={offices} />)}
      </Loaded>
    </Page>
  );
}

function EachOffice({ offices }: { readonly offices: readonly Office[] }) {
  const { t } = useTranslation('office');
  const stocks = useQueries({
    queries: offices.map(({ id }) => ({
      queryKey: ['stock', id, 'totals'],
      queryFn: () => readStock(id, undefined, 1),
    })),
  });
  const failed = stocks.find(({ error }) => error);
  if (failed) return <Loaded query={failed}>{() => null}</Loaded>;
  if (stocks.some(({ data }) => data === undefined)) return <Loading lines={5} />;
  const rows = offices.map((office, index) => ({ ...office, ...stocks[index]!.data!.totals }));
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
  const [left, handedOut, ended] = [
    sum((row) => row.left),
    sum((row) => row.handedOut),
    sum((row) => row.ended),
  ];
  return (
    <>
      <KeyFigures
        figures={[
          { label: t('stock.left'), value: <Quantity value={left} />, note: t('stock.left-lead') },
          {
            label: t('stock.handed-out'),
            value: <Quantity value={handedOut} />,
            note: t('stock.handed-out-lead'),
          },
          { label: t('stock.ended'), value: <Quantity value={ended} />, note: t('stock.ended-lead') },
        ]}
      />
      <Section title={t('offices.each', { year: thisYear() })}>
        <Table
          caption={t('offices.each', { year: thisYear() })}
          isCaptionHidden
          columns={columnsOf(t)}
          rows={rows.toSorted((one, other) => other.left - one.left)}
          keyOf={({ id }) => id}
        />
        <p className="soft measure">{t('offices.sleeping')}</p>
      </Section>
    </>
  );
}

type Row = Office & { left: number; handedOut: number; ended: number };

function columnsOf(t: ReturnType<typeof useTranslation<'office'>>['t']): Column<Row>[] {
  return [
    {
      title: t('office.choice'),
      isHeading: true,
      cell: ({ id, name }) => <Link href={`/antenne/antennes/${id}`}>{name}</Link>,
    },
    { title: t('offices.commune'), cell: ({ commune }) => commune },
    {
      title: t('stock.state'),
      cell: ({ closedAt }) =>
        closedAt === null ? (
          <Status tone="good">{t('offices.open')}</Status>
        ) : (
          <Status tone="neutral">{t('offices.closed')}</Status>
        ),
    },
    { title: t('stock.left'), isFigure: true, cell: ({ left }) => <Quantity value={left} /> },
    { title: t('stock.handed-out'), isFigure: true, cell: ({ handedOut }) => <Quantity value={handedOut} /> },
    { title: t('stock.ended'), isFigure: true, cell: ({ ended }) => <Quantity value={ended} /> },
  ];
}
