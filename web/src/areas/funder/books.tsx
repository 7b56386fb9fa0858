import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { KeyFigures } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { Page, Section } from '../../components/page.js';
import { SelectField } from '../../components/select-field.js';
import { Status } from '../../components/status.js';
import { Table } from '../../components/table.js';
import { useFormats } from '../../words/formats.js';
import { AllotForm } from './allot-form.js';
import { useQuantities } from './quantities.js';

type Order = Api['OrderView'];
export type Place = Api['BooksAtPlace'];

/** Every office that may receive books. */
export function useOffices() {
  return useQuery({
    queryKey: ['offices'],
    queryFn: () =>
      everyPage((after) => ask(api.GET('/api/v1/offices', { params: { query: { limit: 200, after } } }))),
  });
}

/** All the items of a list that a choice needs whole. */
export async function everyPage<Item>(
  read: (after: string | undefined) => Promise<{ items: Item[]; next: string | null }>,
): Promise<Item[]> {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const page = await read(after);
    items.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return items;
}

const isIssued = ({ steps }: Order) =>
  steps.some(({ step }) => step === 'issued') &&
  !steps.some(({ step }) => step === 'closed' || step === 'abandoned');

/** The books of an order: what is still here, what is where, and sending them to offices. */
export function Books() {
  const { t } = useTranslation('funder');
  const orders = useQuery({
    queryKey: ['orders', 'all'],
    queryFn: async () => {
      const all = await everyPage((after) =>
        ask(api.GET('/api/v1/orders', { params: { query: { limit: 200, after } } })),
      );
      return all.filter(isIssued);
    },
  });
  return (
    <Page title={t('books.title')} lead={t('books.lead')}>
      <Loaded query={orders} lines={8}>
        {(issued) =>
          issued.length === 0 ? (
            <EmptyState title={t('books.none')} icon="voucher">
              <p>{t('books.none-next')}</p>
              <ButtonLink href="/financeur/commandes" kind="secondary">
                {t('orders.title')}
              </ButtonLink>
            </EmptyState>
          ) : (
            <OfOrder orders={issued} />
          )
        }
      </Loaded>
      <OfficesSection />
    </Page>
  );
}

function OfOrder({ orders }: { readonly orders: readonly Order[] }) {
  const { t } = useTranslation('funder');
  const [params, setParams] = useSearchParams();
  const order = orders.find(({ id }) => id === params.get('commande')) ?? orders[0]!;
  const places = useQuery({
    queryKey: ['book-places', order.id],
    queryFn: () =>
      everyPage((after) =>
        ask(
          api.GET('/api/v1/orders/{id}/book-places', {
            params: { path: { id: order.id }, query: { limit: 200, after } },
          }),
        ),
      ),
  });
  return (
    <>
      {orders.length > 1 && (
        <SelectField
          label={t('orders.number')}
          value={order.id}
          onChange={(id) => setParams({ commande: id }, { replace: true })}
          options={orders.map(({ id, number, exercise }) => ({
            value: id,
            label: t('books.order-of', { number, exercise }),
          }))}
        />
      )}
      <Loaded query={places} lines={8}>
        {(found) => (
          <>
            <Summary order={order} places={found} />
            <AllotForm key={order.id} order={order} places={found} />
            <Places order={order} places={found} />
          </>
        )}
      </Loaded>
    </>
  );
}

const sumOf = (places: readonly Place[]) => places.reduce((sum, { books }) => sum + books, 0);

function Summary({ order, places }: { readonly order: Order; readonly places: readonly Place[] }) {
  const { t } = useTranslation('funder');
  const { books } = useQuantities();
  const { money } = useFormats();
  const bookCents = order.bookSize * order.voucherCents;
  const figure = (label: string, of: readonly Place[]) => ({
    label,
    value: books(sumOf(of)),
    note: money(sumOf(of) * bookCents),
  });
  return (
    <KeyFigures
      figures={[
        figure(
          t('books.here'),
          places.filter(({ officeId }) => officeId === null),
        ),
        figure(
          t('books.whole'),
          places.filter(({ officeId, begun }) => officeId !== null && !begun),
        ),
        figure(
          t('books.begun'),
          places.filter(({ officeId, begun }) => officeId !== null && begun),
        ),
      ]}
    />
  );
}

function Places({ order, places }: { readonly order: Order; readonly places: readonly Place[] }) {
  const { t } = useTranslation('funder');
  const { books } = useQuantities();
  return (
    <Section title={t('books.where', { number: order.number })}>
      <Table
        caption={t('books.where', { number: order.number })}
        isCaptionHidden
        rows={places}
        keyOf={({ fromNumber }) => String(fromNumber)}
        columns={[
          {
            title: t('books.numbers'),
            isHeading: true,
            cell: ({ fromNumber, toNumber }) =>
              fromNumber === toNumber
                ? t('books.number', { number: fromNumber })
                : t('books.range', { from: fromNumber, to: toNumber }),
          },
          { title: t('books.count'), isFigure: true, cell: (place) => books(place.books) },
          {
            title: t('books.place'),
            cell: ({ officeId, officeName }) =>
              officeId ? (
                <Link href={`/financeur/carnets/antennes/${officeId}`}>{officeName}</Link>
              ) : (
                t('books.with-you')
              ),
          },
          {
            title: t('books.state'),
            cell: ({ begun, officeId }) => {
              if (begun) return <Status tone="info">{t('books.is-begun')}</Status>;
              return <Status tone="neutral">{t(officeId ? 'books.is-whole' : 'books.to-allot')}</Status>;
            },
          },
        ]}
      />
    </Section>
  );
}

function OfficesSection() {
  const { t } = useTranslation('funder');
  const offices = useOffices();
  return (
    <Section title={t('offices.title')}>
      <p className="measure">{t('offices.lead')}</p>
      <Loaded query={offices}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('offices.none')} icon="pin">
              <p>{t('offices.none-next')}</p>
            </EmptyState>
          ) : (
            <Table
              caption={t('offices.title')}
              isCaptionHidden
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                {
                  title: t('offices.office'),
                  isHeading: true,
                  cell: ({ id, name }) => <Link href={`/financeur/carnets/antennes/${id}`}>{name}</Link>,
                },
                { title: t('offices.prescriber'), cell: ({ prescriberName }) => prescriberName },
                { title: t('offices.commune'), cell: ({ commune }) => commune },
                {
                  title: t('books.state'),
                  cell: ({ closedAt }) =>
                    closedAt ? (
                      <Status tone="stop">{t('offices.closed')}</Status>
                    ) : (
                      <Status tone="good">{t('offices.open')}</Status>
                    ),
                },
              ]}
            />
          )
        }
      </Loaded>
    </Section>
  );
}
