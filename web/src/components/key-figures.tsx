import type { ReactNode } from 'react';
import css from './key-figures.module.css';

export interface KeyFigure {
  readonly label: string;
  readonly value: ReactNode;
  /** What to make of it, in a few words. */
  readonly note?: ReactNode;
}

/** A few figures that matter, large. */
export function KeyFigures({ figures }: { readonly figures: readonly KeyFigure[] }) {
  return (
    <dl className={css.figures}>
      {figures.map(({ label, value, note }) => (
        <div key={label} className={css.figure}>
          <dt>{label}</dt>
          <dd className={css.value}>{value}</dd>
          {note && <dd className={css.note}>{note}</dd>}
        </div>
      ))}
    </dl>
  );
}

/** Names and what they are worth, line by line. */
export function Details({ items }: { readonly items: readonly { label: string; value: ReactNode }[] }) {
  return (
    <dl className={css.details}>
      {items.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
