import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../../components/loading.js';
import { NumberField } from '../../../components/number-field.js';
import { SelectField } from '../../../components/select-field.js';
import { type Book, readStock } from '../stock/use-stock.js';

/** More books with vouchers left than a drawer holds. */
const EVERY = 200;

export interface BookLost {
  readonly bookId: string;
  /** The first voucher that is lost; those after it are too. */
  readonly fromPosition: number | null;
}

interface BookFieldsProps {
  readonly officeId: string;
  readonly value: BookLost;
  readonly onChange: (book: BookLost) => void;
}

/** Which book, and from which voucher on. What was handed out of it is with its people, not lost with it. */
export function BookFields({ officeId, value, onChange }: BookFieldsProps) {
  const { t } = useTranslation('office');
  const query = useQuery({
    queryKey: ['stock', officeId, 'losable'],
    queryFn: async () => {
      const { items } = await readStock(officeId, undefined, EVERY);
      return items.filter(({ left }) => left > 0);
    },
  });
  const name = (book: Book) =>
    t('loss.book-option', { number: book.bookNumber, order: book.orderNumber, count: book.left });
  return (
    <Loaded query={query}>
      {(books) => {
        const chosen = books.find(({ bookId }) => String(bookId) === value.bookId);
        return (
          <div className="stack">
            <SelectField
              label={t('loss.which')}
              value={value.bookId}
              onChange={(bookId) => onChange({ bookId, fromPosition: bookId ? 1 : null })}
              placeholder={t('person.module-choose')}
              options={books.map((book) => ({ value: String(book.bookId), label: name(book) }))}
            />
            {chosen && (
              <NumberField
                label={t('loss.from')}
                hint={t('loss.from-hint')}
                value={value.fromPosition}
                onChange={(fromPosition) => onChange({ ...value, fromPosition })}
                min={1}
                max={chosen.vouchers}
              />
            )}
          </div>
        );
      }}
    </Loaded>
  );
}
