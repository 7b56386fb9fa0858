import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { useAction } from '../../api/use-action.js';
import { Button } from '../../components/button.js';
import { Checkbox } from '../../components/choice-fields.js';
import { EmptyState } from '../../components/empty-state.js';
import { Form } from '../../components/form.js';
import { KeyFigures } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { Notice } from '../../components/notice.js';
import { NumberField } from '../../components/number-field.js';
import { Page, Section } from '../../components/page.js';
import { SelectField } from '../../components/select-field.js';
import { Table } from '../../components/table.js';
import { everyPage, useOffices } from './books.js';
import { useQuantities } from './quantities.js';

type Book = Api['StockBook'];

const BACK = 'back';
/** The most books that one move may name. */
const MOST = 1000;

/** What an office holds of the funder's books, and moving those that are not begun. */
export function Office({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('funder');
  const id = params['id']!;
  const stock = useQuery({
    queryKey: ['stock', id],
    queryFn: async () => {
      const read = (after: string | undefined) =>
        ask(
          api.GET('/api/v1/offices/{id}/stock', { params: { path: { id }, query: { limit: 200, after } } }),
        );
      const { officeName, totals } = await read(undefined);
      return { officeName, totals, books: await everyPage(read) };
    },
  });
  return (
    <Loaded query={stock} lines={8}>
      {({ officeName, totals, books }) => (
        <Page
          title={officeName}
          lead={t('office.lead')}
          back={{ href: '/financeur/carnets', label: t('books.title') }}
        >
          {books.length === 0 ? (
            <EmptyState title={t('office.none')} icon="voucher">
              <p>{t('office.none-next')}</p>
            </EmptyState>
          ) : (
            <>
              <Totals totals={totals} />
              <Move officeId={id} books={books} />
            </>
          )}
        </Page>
      )}
    </Loaded>
  );
}

function Totals({ totals }: { readonly totals: Api['StockCounts'] }) {
  const { t } = useTranslation('funder');
  const { vouchers } = useQuantities();
  return (
    <KeyFigures
      figures={[
        { label: t('office.left'), value: vouchers(totals.left), note: t('office.left-note') },
        {
          label: t('office.handed-out'),
          value: vouchers(totals.handedOut),
          note: t('office.handed-out-note'),
        },
        { label: t('office.ended'), value: vouchers(totals.ended), note: t('office.ended-note') },
      ]}
    />
  );
}

const isWhole = (book: Book) => book.left === book.vouchers;

function Move({ officeId, books }: { readonly officeId: string; readonly books: readonly Book[] }) {
  const { t } = useTranslation('funder');
  const quantities = useQuantities();
  const offices = (useOffices().data ?? []).filter(
    ({ id, closedAt }) => id !== officeId && closedAt === null,
  );
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [to, setTo] = useState('');
  const [done, setDone] = useState<string | null>(null);
  const movable = books.filter(isWhole);
  const bookIds = movable.filter(({ bookId }) => chosen.has(bookId)).map(({ bookId }) => bookId);
  const toggle = (bookId: number, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(bookId);
    else next.delete(bookId);
    setChosen(next);
  };
  const action = useAction({
    do: (_: void, key) => {
      const header = { 'Idempotency-Key': key };
      return to === BACK
        ? ask(api.POST('/api/v1/allotments/take-backs', { params: { header }, body: { bookIds } }))
        : ask(
            api.POST('/api/v1/allotments/moves', { params: { header }, body: { bookIds, toOfficeId: to } }),
          );
    },
    changes: [['stock'], ['book-places'], ['overview']],
    onDone: ({ books: moved }) => {
      setChosen(new Set());
      setDone(
        t(to === BACK ? 'office.taken-back' : 'office.moved', {
          count: moved,
          books: quantities.books(moved),
        }),
      );
    },
  });
  const choose = (count: number | null) =>
    setChosen(new Set(count ? movable.slice(-Math.min(count, MOST)).map(({ bookId }) => bookId) : []));
  const numbers = movable.filter(({ bookId }) => chosen.has(bookId)).map(({ bookNumber }) => bookNumber);
  return (
    <Form onSubmit={() => action.run()} refusal={action.refusal}>
      {done && <Notice kind="success" isAnswer title={done} />}
      <Section title={t('office.move')} isCard>
        <p className="measure">{t('office.books-lead')}</p>
        {movable.length === 0 ? (
          <p>{t('office.no-whole')}</p>
        ) : (
          <>
            <NumberField
              label={t('office.count')}
              name="bookIds"
              hint={t('office.count-hint', { books: quantities.books(Math.min(movable.length, MOST)) })}
              max={Math.min(movable.length, MOST)}
              value={bookIds.length}
              onChange={choose}
            />
            {numbers.length > 0 && (
              <p className="soft">{t('office.which', { numbers: rangesOf(numbers) })}</p>
            )}
            <SelectField
              label={t('office.to')}
              name="toOfficeId"
              value={to}
              onChange={setTo}
              placeholder={t('allot.choose')}
              options={[
                { value: BACK, label: t('office.to-you') },
                ...offices.map(({ id, name, commune }) => ({ value: id, label: `${name} (${commune})` })),
              ]}
            />
            <div>
              <Button type="submit" isPending={action.isPending}>
                {t(to === BACK ? 'office.take-back' : 'office.submit', {
                  books: quantities.books(bookIds.length),
                })}
              </Button>
            </div>
          </>
        )}
      </Section>
      <Section title={t('office.books')}>
        <BooksTable books={books} chosen={chosen} onToggle={toggle} />
      </Section>
    </Form>
  );
}

/** « 41–45, 48 » */
function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers.toSorted((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
}

interface BooksTableProps {
  readonly books: readonly Book[];
  readonly chosen: ReadonlySet<number>;
  readonly onToggle: (bookId: number, isChosen: boolean) => void;
}

function BooksTable({ books, chosen, onToggle }: BooksTableProps) {
  const { t } = useTranslation('funder');
  const { vouchers } = useQuantities();
  return (
    <Table
      caption={t('office.books')}
      isCaptionHidden
      rows={books}
      keyOf={({ bookId }) => String(bookId)}
      columns={[
        {
          title: t('office.book'),
          isHeading: true,
          cell: (book) =>
            isWhole(book) ? (
              <Checkbox
                label={t('books.number', { number: book.bookNumber })}
                isChecked={chosen.has(book.bookId)}
                onChange={(isChosen) => onToggle(book.bookId, isChosen)}
              />
            ) : (
              <>
                {t('books.number', { number: book.bookNumber })}{' '}
                <span className="soft">{t('office.begun')}</span>
              </>
            ),
        },
        { title: t('orders.number'), cell: ({ orderNumber }) => orderNumber },
        { title: t('office.left'), isFigure: true, cell: ({ left }) => vouchers(left) },
        { title: t('office.handed-out'), isFigure: true, cell: ({ handedOut }) => vouchers(handedOut) },
        { title: t('office.ended'), isFigure: true, cell: ({ ended }) => vouchers(ended) },
      ]}
    />
  );
}
