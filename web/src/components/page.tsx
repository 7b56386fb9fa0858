import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { Icon } from './icon.js';
import css from './page.module.css';

interface PageProps {
  readonly title: string;
  /** One or two sentences under the title. */
  readonly lead?: ReactNode;
  /** Where one comes from. */
  readonly back?: { readonly href: string; readonly label: string };
  /** What can be done here, beside the title. */
  readonly actions?: ReactNode;
  /** A form or a text is read better on a narrow page. */
  readonly isNarrow?: boolean;
  readonly children: ReactNode;
}

let isFirstPage = true;

/** A page: its title is that of the window, and takes the focus when one arrives from another page. */
export function Page({ title, lead, back, actions, isNarrow, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title === 'Passerelle' ? title : `${title} · Passerelle`;
  }, [title]);
  useEffect(() => {
    if (!isFirstPage) {
      heading.current?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    isFirstPage = false;
  }, []);
  return (
    <div className={css.page} data-narrow={isNarrow || undefined}>
      {back && (
        <Link href={back.href} className={css.back}>
          <Icon name="back" size={20} /> {back.label}
        </Link>
      )}
      <div className={css.top}>
        <div className={css.titles}>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p className={css.lead}>{lead}</p>}
        </div>
        {actions && <div className="row">{actions}</div>}
      </div>
      {children}
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly actions?: ReactNode;
  /** On a sheet of its own, apart from the paper. */
  readonly isCard?: boolean;
  readonly children: ReactNode;
}

export function Section({ title, actions, isCard, children }: SectionProps) {
  return (
    <section className={isCard ? css.card : css.section}>
      <div className={css.top}>
        <h2>{title}</h2>
        {actions && <div className="row">{actions}</div>}
      </div>
      {children}
    </section>
  );
}

/** A sheet on the paper. */
export function Card({ children }: { readonly children: ReactNode }) {
  return <div className={css.card}>{children}</div>;
}
