import { useState } from 'react';
import { TextField } from '../../components/text-field.js';

interface AmountFieldProps {
  readonly label: string;
  readonly name?: string;
  readonly hint?: string;
  /** Null while what is typed is no amount. */
  readonly cents: number | null;
  readonly onChange: (cents: number | null) => void;
}

/** The cents of an amount typed as in French: « 1 250,50 ». */
function readCents(typed: string): number | null {
  const match = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(typed.replaceAll(/[\s€]/g, ''));
  if (!match) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

function writeCents(cents: number | null): string {
  if (cents === null) return '';
  const rest = cents % 100;
  return rest === 0 ? String(cents / 100) : `${(cents - rest) / 100},${String(rest).padStart(2, '0')}`;
}

/** An amount in euros, typed. */
export function AmountField({ label, name, hint, cents, onChange }: AmountFieldProps) {
  const [typed, setTyped] = useState(writeCents(cents));
  const shown = cents !== null && readCents(typed) !== cents ? writeCents(cents) : typed;
  return (
    <TextField
      label={label}
      {...(name ? { name } : {})}
      {...(hint ? { hint } : {})}
      inputMode="decimal"
      isShort
      value={shown}
      onChange={(value) => {
        setTyped(value);
        onChange(readCents(value));
      }}
    />
  );
}
