import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.js';
import css from './empty-state.module.css';

interface EmptyStateProps {
  readonly title: string;
  readonly icon?: IconName;
  /** What makes something appear here, and the way to it. */
  readonly children?: ReactNode;
}

export function EmptyState({ title, icon = 'info', children }: EmptyStateProps) {
  return (
    <div className={css.empty}>
      <span className={css.icon}>
        <Icon name={icon} size={28} />
      </span>
      <p className={css.title}>{title}</p>
      {children}
    </div>
  );
}
