import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { EmptyState } from '../../../components/empty-state.js';
import { Quantity } from '../../../components/figures.js';
import { Flow } from '../../../components/flow.js';
import { Loaded } from '../../../components/loading.js';
import { More } from '../../../components/more.js';
import { Section } from '../../../components/page.js';
import { Status } from '../../../components/status.js';
import { type Column, Table } from '../../../components/table.js';
import { type Book, stateOf, thisYear, useStock } from './use-stock.js';

/** What is in use first, what is over last. */
const ORDER: readonly ReturnType<typeof stateOf>[] = ['begun', 'new', 'waiting', 'finished'];

const rank = (book: Book) => ORDER.indexOf(stateOf(book));

/** What an office has: in the drawer, in people's hands, gone; then book by book. */
export function Stock({ officeId }: { readonly officeId: string }) {
  const { t } = useTranslation('office');
  const stock = useStock(officeId);
  const columns: Column<Book>[] = [
    {
      title: t('stock.book'),
      isHeading: true,
      cell: (book) => t('stock.book-number', { number: book.bookNumber }),
    },
    {
      title: t('stock.order'),
      cell: (book) => <span className="figures">{book.orderNumber}</span>,
    },
    { title: t('stock.funder'), cell: (book) => book.funderName },
    {
      title: t('stock.state'),
      cell: (book) => (
        <Status tone={stateOf(book) === 'waiting' ? 'care' : 'neutral'}>
          {t(`stock.states.${stateOf(book)}`)}
        </Status>
      ),
    },
    { title: t('stock.left'), isFigure: true, cell: (book) => <Quantity value={book.left} /> },
    {
      title: t('stock.handed-out-short'),
      isFigure: true,
      cell: (book) => <Quantity value={book.handedOut} />,
    },
    { title: t('stock.ended-short'), isFigure: true, cell: (book) => <Quantity value={book.ended} /> },
    {
      title: t('stock.act'),
      cell: (book) =>
        book.left > 0 ? (
          <Link href={`/antenne/perte?antenne=${officeId}&carnet=${book.bookId}`}>
            {t('stock.lost')}
            <span className="visually-hidden"> {t('stock.book-short', { number: book.bookNumber })}</span>
          </Link>
        ) : (
          t('stock.nothing-to-do')
        ),
    },
  ];
  return (
    <Loaded query={stock}>
      {({ totals, books }) =>
        totals.vouchers === 0 ? (
          <EmptyState title={t('stock.empty', { year: thisYear() })} icon="voucher">
            <p>{t('stock.empty-lead')}</p>
          </EmptyState>
        ) : (
          <>
            <Flow
              label={t('stock.whole', { year: thisYear() })}
              parts={[
                { label: t('stock.left'), value: totals.left, detail: t('stock.left-lead'), tone: 'sun' },
                {
                  label: t('stock.handed-out'),
                  value: totals.handedOut,
                  detail: t('stock.handed-out-lead'),
                  tone: 'pale',
                },
                { label: t('stock.ended'), value: totals.ended, detail: t('stock.ended-lead'), tone: 'act' },
              ]}
            />
            <Section title={t('stock.books')}>
              <Table
                caption={t('stock.books')}
                isCaptionHidden
                columns={columns}
                rows={books.toSorted((one, other) => rank(one) - rank(other))}
                keyOf={({ bookId }) => String(bookId)}
              />
              <More {...stock} />
            </Section>
          </>
        )
      }
    </Loaded>
  );
}
