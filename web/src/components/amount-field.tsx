import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldFrame, type FieldProps, useField } from './form.js';
import css from './field.module.css';

interface AmountFieldProps extends FieldProps {
  /** Cents; null while none can be read. */
  readonly cents: number | null;
  readonly onChange: (cents: number | null) => void;
}

/** The cents that were typed in euros: « 1 250,50 », « 1250.5 », « 80 € »; null where that is no amount. */
export function readAmount(typed: string): number | null {
  const plain = typed.replaceAll(/[\s€]/g, '').replace(',', '.');
  const [whole, euros, cents = ''] = /^(\d{1,11})(?:\.(\d{1,2}))?$/.exec(plain) ?? [];
  return whole === undefined ? null : Number(euros) * 100 + Number(cents.padEnd(2, '0'));
}

function writeAmount(cents: number | null): string {
  if (cents === null) return '';
  const text = (cents / 100).toFixed(cents % 100 === 0 ? 0 : 2);
  return text.replace('.', ',').replaceAll(/\B(?=(\d{3})+(?!\d))/g, '\u00a0');
}

/** An amount, typed in euros. */
export function AmountField(props: AmountFieldProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(writeAmount(props.cents));
  const isWrong = typed.trim() !== '' && readAmount(typed) === null;
  const hint = props.hint ?? t('amount.hint');
  const field = useField({ ...props, hint, error: isWrong ? t('amount.wrong') : props.error });
  return (
    <FieldFrame {...props} hint={hint} {...field}>
      <input
        {...field.ids}
        name={props.name}
        className={`${css.control} ${css.short}`}
        inputMode="decimal"
        autoComplete="off"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          props.onChange(readAmount(event.target.value));
        }}
      />
    </FieldFrame>
  );
}
