import { useTranslation } from 'react-i18next';
import { useFormats } from '../../words/formats.js';

/** Quantities with their unit, as text: no figure stands without one. */
export function useQuantities() {
  const { t } = useTranslation('funder');
  const { number, money } = useFormats();
  const vouchers = (count: number) => t('unit.vouchers', { count, shown: number(count) });
  return {
    vouchers,
    books: (count: number) => t('unit.books', { count, shown: number(count) }),
    people: (count: number) => t('unit.people', { count, shown: number(count) }),
    /** « 20 chèques, soit 200 € » */
    worth: (count: number, cents: number) =>
      t('unit.worth', { vouchers: vouchers(count), amount: money(cents) }),
  };
}
