import { Icon, type IconName } from './icon.js';
import css from './status.module.css';

export type Tone = 'neutral' | 'info' | 'good' | 'care' | 'stop';

const ICONS: Record<Tone, IconName | null> = {
  neutral: null,
  info: 'clock',
  good: 'check',
  care: 'warning',
  stop: 'cross',
};

/** A state in one word, with its icon and its colour. */
export function Status({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  const icon = ICONS[tone];
  return (
    <span className={css.status} data-tone={tone}>
      {icon && <Icon name={icon} size={16} />}
      {children}
    </span>
  );
}
