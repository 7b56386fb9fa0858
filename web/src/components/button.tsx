import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Link } from 'wouter';
import { Icon, type IconName } from './icon.js';
import css from './button.module.css';

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** One primary action a page; `quiet` reads like a link. */
  readonly kind?: ButtonKind;
  readonly icon?: IconName;
  /** At work: it stays focused, says so, and does nothing more when pressed. */
  readonly isPending?: boolean;
  /** As wide as its place: the main action on a phone. */
  readonly isWide?: boolean;
}

export function Button({ kind = 'primary', icon, isPending, isWide, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={css.button}
      data-kind={kind}
      data-wide={isWide || undefined}
      aria-busy={isPending || undefined}
      aria-disabled={isPending || undefined}
      onClick={isPending ? (event) => event.preventDefault() : rest.onClick}
    >
      {isPending ? <span className={css.spinner} aria-hidden="true" /> : icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

interface ButtonLinkProps {
  readonly href: string;
  readonly kind?: ButtonKind;
  readonly icon?: IconName;
  readonly isWide?: boolean;
  /** A file to fetch rather than a page to show. */
  readonly download?: boolean;
  readonly children: ReactNode;
}

/** What looks like a button and leads to another page. */
export function ButtonLink({ href, kind = 'primary', icon, isWide, download, children }: ButtonLinkProps) {
  const inside = (
    <>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </>
  );
  const looks = { className: css.button, 'data-kind': kind, 'data-wide': isWide || undefined };
  if (download) {
    return (
      <a href={href} download {...looks}>
        {inside}
      </a>
    );
  }
  return (
    <Link href={href} {...looks}>
      {inside}
    </Link>
  );
}
