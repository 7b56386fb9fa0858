import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Icon, type IconName } from '../../components/icon.js';
import { Page } from '../../components/page.js';
import css from './home.module.css';

const ENTRIES = [
  { name: 'check', href: '/v', icon: 'voucher' },
  { name: 'where', href: '/ou', icon: 'pin' },
  { name: 'backing', href: '/garantie', icon: 'shield' },
] as const satisfies readonly { name: string; href: string; icon: IconName }[];

/** What this is, and the three things that anyone can do here. */
export function Home() {
  const { t } = useTranslation('public');
  return (
    <Page title={t('home.title')} lead={t('home.lead')}>
      <ul className={css.entries}>
        {ENTRIES.map(({ name, href, icon }) => (
          <li key={name}>
            <Link href={href} className={css.entry}>
              <span className={css.icon}>
                <Icon name={icon} size={30} />
              </span>
              <strong>{t(`home.${name}`)}</strong>
              <span>{t(`home.${name}-lead`)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Page>
  );
}
