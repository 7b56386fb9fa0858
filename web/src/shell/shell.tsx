import { type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useSession } from '../api/session.js';
import { areaOf } from '../areas/areas.js';
import { LANGUAGES, switchLanguage, useLanguage } from '../words/words.js';
import { AreaNavigation } from './area-navigation.js';
import { Logo } from './logo.js';
import css from './shell.module.css';

/** What stands around every page. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <>
      <a className={css.skip} href="#main">
        {t('shell.skip')}
      </a>
      <Header />
      <main id="main" tabIndex={-1} className={css.main}>
        {children}
      </main>
      <footer className={css.footer}>
        <div className={css.inner}>
          <p>{t('shell.about')}</p>
          <nav aria-label={t('shell.public-pages')}>
            <ul className={css.links}>
              <li>
                <Link href="/v">{t('shell.check')}</Link>
              </li>
              <li>
                <Link href="/ou">{t('shell.where')}</Link>
              </li>
              <li>
                <Link href="/garantie">{t('shell.backing')}</Link>
              </li>
            </ul>
          </nav>
        </div>
      </footer>
    </>
  );
}

function Header() {
  const { t } = useTranslation();
  const { session } = useSession();
  const area = session ? areaOf(session.role) : null;
  return (
    <header className={css.header}>
      <div className={css.top}>
        <Link href={area?.base ?? '/'} className={css.brand}>
          <Logo />
          <span>
            Passerelle
            <small>{t('shell.baseline')}</small>
          </span>
        </Link>
        <div className={css.tools}>
          <LanguageSwitch />
          {session ? (
            <Link href="/compte" className={css.account}>
              <span className={css.organisation}>{session.organisation.name}</span>
              <span className={css.person}>{session.person?.displayName}</span>
              <span className={css.mine}>{t('account.title')}</span>
            </Link>
          ) : (
            <Link href="/connexion" className={css.signIn}>
              {t('shell.sign-in')}
            </Link>
          )}
        </div>
      </div>
      {session && area && (
        <Suspense fallback={<div className={css.navigationPlace} data-loading />}>
          <AreaNavigation area={area} role={session.role} />
        </Suspense>
      )}
    </header>
  );
}

/** The other language by its own name, as one looks for it. */
function LanguageSwitch() {
  const current = useLanguage();
  const other = LANGUAGES.find((language) => language !== current)!;
  return (
    <button type="button" className={css.language} lang={other} onClick={() => void switchLanguage(other)}>
      {other === 'fr' ? 'Français' : 'English'}
    </button>
  );
}
