import { useTranslation } from 'react-i18next';
import type { Api } from '../../../api/client.js';
import { Button } from '../../../components/button.js';
import { Icon } from '../../../components/icon.js';
import css from './hand-out.module.css';
import type { Codes } from './use-codes.js';

interface ChosenVouchersProps {
  readonly codes: Codes;
  /** The next ones of the open book: what is torn off when none is scanned. */
  readonly ofBook: readonly Api['PrintedVoucherView'][];
  /** Which one cannot be handed out, and why. */
  readonly wrong: { readonly rank: number; readonly sentence: string } | null;
}

export function ChosenVouchers({ codes, ofBook, wrong }: ChosenVouchersProps) {
  const { t } = useTranslation('office');
  const isScanned = codes.list.length > 0;
  const list = isScanned
    ? codes.list.map((code) => ({ code, place: null }))
    : ofBook.map((voucher) => ({
        code: voucher.code,
        place: t('vouchers.place', { book: voucher.bookNumber, position: voucher.position }),
      }));
  if (list.length === 0) return null;
  return (
    <div className={css.chosen}>
      <p className={css.chosenTitle}>{isScanned ? t('vouchers.scanned') : t('vouchers.of-book')}</p>
      <ol className={css.codes}>
        {list.map(({ code, place }, index) => {
          const isWrong = wrong?.rank === index + 1;
          return (
            <li key={code} data-wrong={isWrong || undefined}>
              <span className={css.voucher}>
                <Icon name="voucher" />
                <span>
                  {place && <strong>{place}</strong>}
                  <span className={css.code}>{code}</span>
                </span>
              </span>
              {isScanned && (
                <Button kind="quiet" icon="close" onClick={() => codes.remove(code)}>
                  {t('vouchers.remove')}
                  <span className="visually-hidden"> {t('vouchers.number', { number: index + 1 })}</span>
                </Button>
              )}
              {isWrong && (
                <p className={css.wrong} role="alert">
                  <Icon name="warning" size={18} /> {wrong.sentence}
                </p>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
