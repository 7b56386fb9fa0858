import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldFrame, type FieldProps, useField } from './form.js';
import css from './field.module.css';

interface DateFieldProps extends FieldProps {
  /** A day YYYY-MM-DD, or empty. */
  readonly value: string;
  readonly onChange: (day: string) => void;
  /** `bday` for a birth date that is one's own; nothing else is filled in. */
  readonly autoComplete?: string;
}

/** The day that French digits say, or '' if there is none: 31/02/2026 is no day. */
export function readDay(typed: string): string {
  const digits = typed.replaceAll(/\D/g, '');
  if (digits.length !== 8) return '';
  const day = `${digits.slice(4)}-${digits.slice(2, 4)}-${digits.slice(0, 2)}`;
  const date = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day ? '' : day;
}

function writeDay(day: string): string {
  return day ? day.split('-').toReversed().join('/') : '';
}

/** Digits with a bar after the day and the month, which need not be typed. */
function withBars(typed: string, before: string): string {
  if (typed.length < before.length) return typed;
  const digits = typed.replaceAll(/\D/g, '').slice(0, 8);
  return digits.replace(/^(\d{2})(?=\d|$)/, '$1/').replace(/^(\d{2}\/\d{2})(?=\d|$)/, '$1/');
}

/** A date typed as people write it: 22/11/2026, or its eight digits alone. */
export function DateField(props: DateFieldProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(writeDay(props.value));
  const isOther = props.value !== '' && readDay(typed) !== props.value;
  const shown = isOther ? writeDay(props.value) : typed;
  const isWrong = shown.replaceAll(/\D/g, '').length === 8 && readDay(shown) === '';
  const field = useField({
    ...props,
    hint: props.hint ?? t('date.hint'),
    error: isWrong ? t('date.wrong') : props.error,
  });
  return (
    <FieldFrame {...props} hint={props.hint ?? t('date.hint')} {...field}>
      <input
        {...field.ids}
        name={props.name}
        className={`${css.control} ${css.short}`}
        inputMode="numeric"
        autoComplete={props.autoComplete ?? 'off'}
        value={shown}
        onChange={(event) => {
          const next = withBars(event.target.value, shown);
          setTyped(next);
          props.onChange(readDay(next));
        }}
      />
    </FieldFrame>
  );
}
