import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { AmountField } from '../../components/amount-field.js';
import { ButtonLink } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { Instant, Money } from '../../components/figures.js';
import { KeyFigures } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Section } from '../../components/page.js';
import { SelectField } from '../../components/select-field.js';
import { Table } from '../../components/table.js';
import { TextField } from '../../components/text-field.js';
import { useFormats } from '../../words/formats.js';
import { CreditNoteTable } from './credit-note-table.js';
import { Act, Desk, Filters, useFilter } from './desk.js';

type Note = Api['CreditNoteView'];
type Share = Api['CreditShareView'];

/** Every credit note. */
export function CreditNotes() {
  const { t } = useTranslation('operator');
  const [state, setState] = useFilter('etat', ['open']);
  const list = useList(['credit-notes', 'all', state], (after) =>
    ask(
      api.GET('/api/v1/credit-notes', {
        params: { query: { after, open: state === 'open' ? true : undefined } },
      }),
    ),
  );
  return (
    <Desk
      title={t('credit-notes.title')}
      lead={t('credit-notes.lead')}
      back={{ href: '/operateur/fin-d-annee', label: t('statement.back') }}
    >
      <Filters>
        <SelectField
          label={t('common.state')}
          value={state}
          onChange={setState}
          placeholder={t('common.all')}
          options={[{ value: 'open', label: t('credit-notes.filter-open') }]}
        />
      </Filters>
      <Loaded query={list}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('credit-notes.none')} />
          ) : (
            <CreditNoteTable notes={items} />
          )
        }
      </Loaded>
      <More {...list} />
    </Desk>
  );
}

/** A credit note, share by share, and what became of each. */
export function CreditNote({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('operator');
  const id = params.id!;
  const query = useQuery({
    queryKey: ['credit-note', id],
    queryFn: () => ask(api.GET('/api/v1/credit-notes/{id}', { params: { path: { id } } })),
  });
  return (
    <Desk
      title={t('credit-note.title', { number: query.data?.number ?? '' })}
      lead={query.data?.funder.name}
      back={{ href: '/operateur/avoirs', label: t('credit-notes.title') }}
      actions={
        <ButtonLink kind="secondary" icon="download" href={`/api/v1/credit-notes/${id}/pdf`} download>
          {t('common.download-pdf')}
        </ButtonLink>
      }
    >
      <Loaded query={query}>
        {(note) => (
          <>
            {note.shares.map((share) => (
              <ShareOf key={share.share} note={note} share={share} />
            ))}
            <div className="row">
              <Link href={`/operateur/commandes/${note.orderId}`}>{note.orderNumber}</Link>
              <Link href={`/operateur/comptes/causes/${note.id}`}>{t('common.books')}</Link>
            </div>
          </>
        )}
      </Loaded>
    </Desk>
  );
}

function ShareOf({ note, share }: { readonly note: Note; readonly share: Share }) {
  const { t } = useTranslation('operator');
  return (
    <Section
      title={t(`credit-note.share-${share.share}`)}
      actions={share.restCents > 0 && <Refund note={note} share={share} />}
      isCard
    >
      <KeyFigures
        figures={[
          { label: t('credit-note.total'), value: <Money cents={share.totalCents} always /> },
          { label: t('credit-note.spent'), value: <Money cents={share.spentCents} always /> },
          { label: t('credit-note.rest'), value: <Money cents={share.restCents} always /> },
        ]}
      />
      {share.uses.length === 0 ? (
        <p className="soft">{t('credit-note.no-use')}</p>
      ) : (
        <Table
          caption={t('credit-note.uses')}
          rows={share.uses}
          keyOf={(each) => each.id}
          columns={[
            { title: t('credit-note.at'), cell: (each) => <Instant at={each.at} short />, isHeading: true },
            {
              title: t('credit-note.purpose'),
              cell: (each) => (
                <>
                  {t(`credit-note.purpose-${each.purpose}`, { number: each.invoiceNumber ?? '' })}
                  {each.returned && ` (${t('credit-note.returned')})`}
                </>
              ),
            },
            { title: t('invoice.reference'), cell: (each) => each.bankReference ?? '' },
            { title: t('common.reason'), cell: (each) => each.reason ?? '' },
            {
              title: t('common.amount'),
              cell: (each) => <Money cents={each.cents} always />,
              isFigure: true,
            },
          ]}
        />
      )}
    </Section>
  );
}

/** Gives a share back by a bank transfer, by decision. */
function Refund({ note, share }: { readonly note: Note; readonly share: Share }) {
  const { t } = useTranslation('operator');
  const { money } = useFormats();
  const [cents, setCents] = useState<number | null>(null);
  const [reference, setReference] = useState('');
  const [reason, setReason] = useState('');
  const amount = money(cents ?? 0, true);
  const { number } = note;
  return (
    <Act
      label={t('credit-note.refund')}
      kind="secondary"
      title={t('credit-note.refund-title', { number })}
      confirm={cents ? t('credit-note.refund-confirm', { amount }) : t('credit-note.refund-confirm-empty')}
      isDanger
      do={(key) =>
        ask(
          api.POST('/api/v1/credit-notes/{id}/refunds', {
            params: { path: { id: note.id }, header: { 'Idempotency-Key': key } },
            body: { amountCents: cents ?? 0, bankReference: reference, reason, share: share.share },
          }),
        )
      }
      done={t('credit-note.refunded', { amount, number })}
    >
      <AmountField
        label={t('credit-note.refund-amount')}
        name="amountCents"
        cents={cents}
        onChange={setCents}
      />
      <TextField
        label={t('credit-note.refund-reference')}
        name="bankReference"
        value={reference}
        onChange={setReference}
      />
      <TextField
        label={t('credit-note.refund-reason')}
        name="reason"
        value={reason}
        onChange={setReason}
        isLong
      />
      {cents !== null && cents > 0 && (
        <p>
          {t('credit-note.refund-what', {
            amount,
            name: share.share === 'state' ? t('credit-note.refund-state') : note.funder.name,
            rest: money(Math.max(0, share.restCents - cents), true),
          })}
        </p>
      )}
    </Act>
  );
}
