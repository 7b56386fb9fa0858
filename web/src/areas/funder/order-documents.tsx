import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { useAction } from '../../api/use-action.js';
import { Button, ButtonLink } from '../../components/button.js';
import { RadioGroup } from '../../components/choice-fields.js';
import { Form } from '../../components/form.js';
import { More } from '../../components/more.js';
import { NumberField } from '../../components/number-field.js';
import { Section } from '../../components/page.js';
import { announce } from '../../shell/live-region.js';
import { DocumentLine, useDocuments } from './documents.js';
import { useQuantities } from './quantities.js';
import css from './documents.module.css';

type Order = Api['OrderView'];

/** The print proof, and the books to print, asked for and followed. */
export function OrderDocuments({ order }: { readonly order: Order }) {
  const { t } = useTranslation('funder');
  const isIssued = order.steps.some(({ step }) => step === 'issued');
  const documents = useDocuments('books', order.id);
  const ours = documents.data ?? [];
  const label = ({ variant }: Api['DocumentView']) => {
    const from = variant['fromBook'];
    const to = variant['toBook'];
    if (from === undefined && to === undefined) return t('papers.all', { number: order.number });
    return t('papers.range', { from: Number(from ?? 1), to: Number(to ?? order.books) });
  };
  return (
    <Section title={t('papers.title')}>
      <div className={css.papers}>
        <div className={css.paper}>
          <h3>{t('papers.proof')}</h3>
          <p>{t('papers.proof-detail')}</p>
          <div>
            <ButtonLink
              href={`/api/v1/orders/${order.id}/print-proof`}
              kind="secondary"
              icon="download"
              download
            >
              {t('papers.proof-get')}
            </ButtonLink>
          </div>
        </div>
        <div className={css.paper}>
          <h3>{t('papers.books')}</h3>
          {isIssued ? <AskForBooks order={order} /> : <p>{t('papers.books-later')}</p>}
        </div>
      </div>
      {ours.length > 0 && (
        <ul className={css.list} aria-label={t('papers.asked')}>
          {ours.map((document) => (
            <DocumentLine key={document.id} document={document} label={label(document)} />
          ))}
        </ul>
      )}
      <More {...documents} />
    </Section>
  );
}

function AskForBooks({ order }: { readonly order: Order }) {
  const { t } = useTranslation('funder');
  const { books } = useQuantities();
  const [which, setWhich] = useState<'all' | 'range'>('all');
  const [from, setFrom] = useState<number | null>(1);
  const [to, setTo] = useState<number | null>(Math.min(order.books, 20));
  const action = useAction({
    do: () =>
      ask(
        api.POST('/api/v1/orders/{id}/books/print', {
          params: { path: { id: order.id } },
          body: which === 'all' ? {} : { fromBook: from ?? 0, toBook: to ?? 0 },
        }),
      ),
    changes: [['documents']],
    onDone: () => announce(t('papers.begun')),
  });
  return (
    <Form onSubmit={() => action.run()} refusal={action.refusal}>
      <p>{t('papers.books-detail')}</p>
      <RadioGroup
        label={t('papers.which')}
        isRow
        value={which}
        onChange={setWhich}
        options={[
          { value: 'all', label: t('papers.which-all', { books: books(order.books) }) },
          { value: 'range', label: t('papers.which-range') },
        ]}
      />
      {which === 'range' && (
        <div className={css.range}>
          <NumberField label={t('papers.from')} name="fromBook" min={1} value={from} onChange={setFrom} />
          <NumberField label={t('papers.to')} name="toBook" min={1} value={to} onChange={setTo} />
        </div>
      )}
      <div>
        <Button type="submit" kind="secondary" icon="print" isPending={action.isPending}>
          {t('papers.ask')}
        </Button>
      </div>
    </Form>
  );
}
