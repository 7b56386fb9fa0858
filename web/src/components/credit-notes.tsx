import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../api/client.js';
import { ButtonLink } from './button.js';
import { Checkbox } from './choice-fields.js';
import { ExerciseFilter } from './exercise-filter.js';
import { Day, Money } from './figures.js';
import { Loaded } from './loading.js';
import { More, useList } from './more.js';
import { Notice } from './notice.js';
import { type Column, Table } from './table.js';

type Note = Api['CreditNoteView'];
type Share = Api['CreditShareView']['share'];

const shareOf = (note: Note, share: Share) => note.shares.find((each) => each.share === share);

/** What is left of a share of a credit note, in cents. */
export const creditLeft = (note: Note, share: Share = 'funder') => shareOf(note, share)?.restCents ?? 0;

interface Query {
  readonly agreementId?: string;
  readonly orderId?: string;
  readonly exercise?: number;
  readonly open?: boolean;
}

/** The credit notes that one may read, latest first. */
export function useCreditNotes(query: Query) {
  return useList(['credit-notes', query], (after) =>
    ask(api.GET('/api/v1/credit-notes', { params: { query: { ...query, after } } })),
  );
}

interface CreditNotesProps {
  /** Whose share counts for the one who reads. */
  readonly share: Share;
  /** Those of an agreement only. */
  readonly agreementId?: string;
  /** Where an order is shown, if it is. */
  readonly orderHref?: (orderId: string) => string;
  /** Said when there is none. */
  readonly none: string;
}

/** Credit notes, latest first: what each is worth to the one who reads, what is left of it, and its paper. */
export function CreditNotes({ share, agreementId, orderHref, none }: CreditNotesProps) {
  const { t } = useTranslation();
  const [exercise, setExercise] = useState<number | null>(null);
  const [isOpen, setOpen] = useState(false);
  const query = {
    ...(agreementId ? { agreementId } : {}),
    ...(exercise === null ? {} : { exercise }),
    ...(isOpen ? { open: true } : {}),
  };
  const list = useCreditNotes(query);
  const isNarrowed = exercise !== null || isOpen;
  return (
    <>
      {(isNarrowed || (list.data ?? []).length > 0) && (
        <div className="row">
          <ExerciseFilter value={exercise} onChange={setExercise} />
          <Checkbox label={t('credit-notes.open')} isChecked={isOpen} onChange={setOpen} />
        </div>
      )}
      <Loaded query={list} lines={2}>
        {(notes) =>
          notes.length === 0 ? (
            <Notice>{isNarrowed ? t('credit-notes.none-such') : none}</Notice>
          ) : (
            <CreditNoteTable notes={notes} share={share} orderHref={orderHref} />
          )
        }
      </Loaded>
      <More {...list} />
    </>
  );
}

interface CreditNoteTableProps extends Pick<CreditNotesProps, 'share' | 'orderHref'> {
  readonly notes: readonly Note[];
}

export function CreditNoteTable({ notes, share, orderHref }: CreditNoteTableProps) {
  const { t } = useTranslation();
  const columns = useColumns(share, orderHref);
  return (
    <Table
      caption={t('credit-notes.title')}
      isCaptionHidden
      rows={notes}
      keyOf={({ id }) => id}
      columns={columns}
    />
  );
}

function useColumns(share: Share, orderHref: CreditNotesProps['orderHref']): Column<Note>[] {
  const { t } = useTranslation();
  const money = (title: string, of: (note: Note) => number | undefined): Column<Note> => ({
    title,
    isFigure: true,
    cell: (note) => <Money cents={of(note) ?? 0} />,
  });
  const isFunder = share === 'funder';
  return [
    {
      title: t('credit-notes.number'),
      isHeading: true,
      cell: ({ number }) => <span className="figures">{number}</span>,
    },
    { title: t('credit-notes.why'), cell: ({ kind }) => t(`credit-notes.${kind}`) },
    {
      title: t('credit-notes.order'),
      cell: ({ orderId, orderNumber }) =>
        orderHref ? (
          <Link href={orderHref(orderId)} className="figures">
            {orderNumber}
          </Link>
        ) : (
          <span className="figures">{orderNumber}</span>
        ),
    },
    ...(isFunder ? [] : [{ title: t('credit-notes.funder'), cell: ({ funder }: Note) => funder.name }]),
    { title: t('credit-notes.issued'), cell: ({ issuedOn }) => <Day day={issuedOn} short /> },
    money(
      t(isFunder ? 'credit-notes.yours' : 'credit-notes.state'),
      (note) => shareOf(note, share)?.totalCents,
    ),
    money(t('credit-notes.left'), (note) => creditLeft(note, share)),
    ...(isFunder ? [money(t('credit-notes.state'), (note) => shareOf(note, 'state')?.totalCents)] : []),
    {
      title: t('credit-notes.paper'),
      cell: ({ id, number }) => (
        <ButtonLink href={`/api/v1/credit-notes/${id}/pdf`} kind="quiet" icon="download" download>
          {t('credit-notes.pdf')}
          <span className="visually-hidden"> {number}</span>
        </ButtonLink>
      ),
    },
  ];
}
