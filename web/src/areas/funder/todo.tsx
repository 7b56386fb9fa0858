import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { creditLeft } from '../../components/credit-notes.js';
import { Loading } from '../../components/loading.js';
import { Notice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { Status } from '../../components/status.js';
import { today, useFormats } from '../../words/formats.js';
import { restOf } from './home.js';
import { useQuantities } from './quantities.js';
import css from './todo.module.css';

interface Thing {
  readonly id: string;
  readonly title: string;
  readonly detail: ReactNode;
  readonly href: string;
  readonly act: string;
  readonly isLate?: boolean;
}

/** The most of each kind that home shows; the lists show them all. */
const SHOWN = 5;

/** The credit notes with something left to spend. */
export function useOpenCredits() {
  return useQuery({
    queryKey: ['credit-notes', 'open'],
    queryFn: async () => {
      const { items } = await ask(
        api.GET('/api/v1/credit-notes', { params: { query: { open: true, limit: 100 } } }),
      );
      return items.filter((note) => creditLeft(note) > 0);
    },
  });
}

/** What the funder has to do, each with the way to it; the most pressing first. */
export function Todo({
  overview,
  exercise,
}: {
  readonly overview: Api['Overview'] | undefined;
  readonly exercise: number;
}) {
  const { t } = useTranslation('funder');
  const invoices = useQuery({
    queryKey: ['invoices', 'open'],
    queryFn: () => ask(api.GET('/api/v1/invoices', { params: { query: { open: true, limit: SHOWN } } })),
  });
  const statements = useQuery({
    queryKey: ['statements'],
    queryFn: () => ask(api.GET('/api/v1/statements', { params: { query: {} } })),
  });
  const credits = useOpenCredits();
  const toInvoices = useInvoices();
  const toOthers = useOthers(exercise);
  const isLoading = [invoices, statements, credits].some((query) => query.isPending);
  const things = [
    ...(statements.data?.items ?? []).filter(({ state }) => state === 'waiting').map(toOthers.statement),
    ...(invoices.data?.items ?? []).map(toInvoices),
    ...toOthers.books(overview),
    ...toOthers.credits(credits.data ?? []),
  ];
  return (
    <Section title={t('todo.title')}>
      {isLoading && <Loading lines={2} />}
      {!isLoading && things.length === 0 && <Notice kind="success">{t('todo.none')}</Notice>}
      {things.length > 0 && (
        <ul className={css.things}>
          {things.map((thing) => (
            <li key={thing.id} className={css.thing}>
              <div className={css.text}>
                <h3 className={css.title}>
                  {thing.title} {thing.isLate && <Status tone="stop">{t('todo.late')}</Status>}
                </h3>
                <p>{thing.detail}</p>
              </div>
              <ButtonLink href={thing.href} kind="secondary">
                {thing.act}
              </ButtonLink>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function useInvoices() {
  const { t } = useTranslation('funder');
  const { money, day } = useFormats();
  return (invoice: Api['InvoiceView']): Thing => ({
    id: invoice.id,
    title: t('todo.invoice', { amount: money(invoice.restCents), number: invoice.number }),
    detail: t(invoice.kind === 'order-fee' ? 'todo.invoice-fee' : 'todo.invoice-vouchers', {
      due: day(invoice.dueOn),
      order: invoice.orderNumber ?? '',
    }),
    href: `/financeur/commandes/${invoice.orderId ?? ''}`,
    act: t('todo.invoice-act'),
    isLate: invoice.dueOn < today(),
  });
}

function useOthers(exercise: number) {
  const { t } = useTranslation('funder');
  const { money } = useFormats();
  const { worth } = useQuantities();
  return {
    statement: (statement: Api['StatementSummary']): Thing => ({
      id: statement.id,
      title: t('todo.statement', { exercise: statement.exercise }),
      detail: t('todo.statement-detail', { amount: money(statement.total.creditFunderCents) }),
      href: `/financeur/fin-exercice/etats/${statement.id}`,
      act: t('todo.statement-act'),
    }),
    books: (overview: Api['Overview'] | undefined): Thing[] => {
      if (!overview) return [];
      const { unallotted, unallottedCents } = restOf(overview.total);
      if (unallotted <= 0) return [];
      return [
        {
          id: `books-${exercise}`,
          title: t('todo.books', { worth: worth(unallotted, unallottedCents) }),
          detail: t('todo.books-detail'),
          href: '/financeur/carnets',
          act: t('todo.books-act'),
        },
      ];
    },
    credits: (notes: readonly Api['CreditNoteView'][]): Thing[] =>
      notes.slice(0, SHOWN).map((note) => ({
        id: note.id,
        title: t('todo.credit', { amount: money(creditLeft(note)), number: note.number }),
        detail: t('todo.credit-detail', { order: note.orderNumber }),
        href: '/financeur/commandes/nouvelle',
        act: t('todo.credit-act'),
      })),
  };
}
