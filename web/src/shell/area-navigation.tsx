import { use, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { AreaInfo, Role } from '../areas/area.js';
import { loadArea } from '../areas/load.js';
import css from './shell.module.css';

/** The pages of the area, for the role. On a phone it opens at a press. */
export function AreaNavigation({ area, role }: { readonly area: AreaInfo; readonly role: Role }) {
  use(loadArea(area.id));
  const { t } = useTranslation();
  const [path] = useLocation();
  const [openAt, setOpenAt] = useState<string | null>(null);
  const pages = area.pages.filter((page) => page.isInNavigation && (page.roles ?? area.roles).includes(role));
  const isOpen = openAt === path;
  const sentence = (name: string) =>
    t(`nav.${name}` as never, { ns: area.id, context: role } as never) as unknown as string;
  // Every address of the area begins with that of its home.
  const current = pages.findLast(
    (page) => path === page.path || (page.path !== area.base && path.startsWith(`${page.path}/`)),
  );
  if (pages.length < 2) return null;
  return (
    <nav aria-label={t('shell.navigation')} className={css.navigation}>
      <button
        type="button"
        className={css.menu}
        aria-expanded={isOpen}
        aria-controls="navigation"
        onClick={() => setOpenAt(isOpen ? null : path)}
      >
        <span aria-hidden="true" className={css.bars} /> {t('shell.menu')}
        {current && <span className={css.here}>{sentence(current.name)}</span>}
      </button>
      <ul id="navigation" className={css.pages} data-open={isOpen || undefined}>
        {pages.map((page) => (
          <li key={page.name}>
            <Link href={page.path} aria-current={page === current ? 'page' : undefined}>
              {sentence(page.name)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
