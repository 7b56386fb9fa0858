import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.js';
import css from './steps.module.css';

export interface Step {
  readonly title: string;
  readonly state: 'done' | 'current' | 'waiting' | 'stopped';
  /** When it was done, or what it waits for. */
  readonly detail?: ReactNode;
}

/** The way of something from its beginning to its end: what is done, where it is, what comes. */
export function Steps({ label, steps }: { readonly label: string; readonly steps: readonly Step[] }) {
  const { t } = useTranslation();
  return (
    <ol className={css.steps} aria-label={label}>
      {steps.map(({ title, state, detail }) => (
        <li key={title} data-state={state} aria-current={state === 'current' ? 'step' : undefined}>
          <span className={css.mark}>
            {state === 'done' && <Icon name="check" size={18} />}
            {state === 'stopped' && <Icon name="cross" size={18} />}
          </span>
          <div className={css.text}>
            <span className={css.title}>{title}</span>{' '}
            <span className="visually-hidden">({t(`steps.${state}`)})</span>
            {detail && <div className={css.detail}>{detail}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
