import type { ReactNode } from 'react';
import { useFormats } from '../words/formats.js';
import css from './flow.module.css';

export interface FlowPart {
  readonly label: string;
  /** A quantity, or cents where the whole is money. */
  readonly value: number;
  /** What it is worth, beside it. */
  readonly detail?: ReactNode;
  readonly tone: 'act' | 'sun' | 'good' | 'pale' | 'stop';
}

interface FlowProps {
  /** What the whole bar is. */
  readonly label: string;
  readonly parts: readonly FlowPart[];
  readonly isMoney?: boolean;
}

/** How a whole divides: a bar to see it at once, its legend to read each part. */
export function Flow({ label, parts, isMoney }: FlowProps) {
  const { number, money } = useFormats();
  const text = (value: number) => (isMoney ? money(value) : number(value));
  const whole = parts.reduce((sum, part) => sum + part.value, 0);
  const shown = parts.filter((part) => part.value > 0);
  return (
    <figure className={css.flow}>
      <figcaption className={css.caption}>
        {label} {!isMoney && <span className="figures">{number(whole)}</span>}
      </figcaption>
      <svg className={css.bar} viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
        {shown.map((part, index) => {
          const before = shown.slice(0, index).reduce((sum, each) => sum + each.value, 0);
          const from = (before / whole) * 1000;
          return (
            <rect
              key={part.label}
              x={from}
              y="0"
              width={Math.max((part.value / whole) * 1000 - 2, 1)}
              height="10"
              data-tone={part.tone}
            />
          );
        })}
      </svg>
      <ul className={css.legend}>
        {parts.map((part) => (
          <li key={part.label}>
            <span className={css.key} data-tone={part.tone} aria-hidden="true" />
            <span className={css.part}>
              <strong className="figures">{text(part.value)}</strong> {part.label}
              {part.detail && <span className={css.detail}>{part.detail}</span>}
            </span>
          </li>
        ))}
      </ul>
    </figure>
  );
}
