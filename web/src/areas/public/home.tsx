import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ButtonLink } from '../../components/button.js';
import { useSession } from '../../api/session.js';
import { useDemonstrationLogins } from '../../api/demonstration.js';
import { Icon, type IconName } from '../../components/icon.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Bridge } from './bridge.js';
import css from './home.module.css';

const ENTRIES = [
  { name: 'check', href: '/v', icon: 'voucher' },
  { name: 'where', href: '/ou', icon: 'pin' },
  { name: 'backing', href: '/garantie', icon: 'shield' },
] as const satisfies readonly { name: string; href: string; icon: IconName }[];

const WAY = ['order', 'hand-out', 'learn', 'pay'] as const;

/** What this is, and the things that anyone can do here. */
export function Home() {
  const { t } = useTranslation('public');
  return (
    <Page title={t('home.title')} lead={t('home.lead')}>
      <Demonstration />
      <Bridge />
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
      <section className={css.way} aria-labelledby="way">
        <h2 id="way">{t('home.way')}</h2>
        <ol>
          {WAY.map((step) => (
            <li key={step}>
              <strong>{t(`home.way-${step}`)}</strong>
              <span>{t(`home.way-${step}-text`)}</span>
            </li>
          ))}
        </ol>
      </section>
      <section className={css.partners} aria-labelledby="partners">
        <div>
          <h2 id="partners">{t('home.partners')}</h2>
          <p>{t('home.partners-text')}</p>
        </div>
        <div className="row">
          <ButtonLink href="/connexion" icon="arrow">
            {t('home.sign-in')}
          </ButtonLink>
          <ButtonLink href="/inscription" kind="secondary">
            {t('home.enrol')}
          </ButtonLink>
        </div>
      </section>
    </Page>
  );
}

/** Where nothing is real, whoever comes is told so, and that no account is needed. */
function Demonstration() {
  const { t } = useTranslation('public');
  const logins = useDemonstrationLogins();
  const { session } = useSession();
  if (logins.length === 0 || session) return null;
  return (
    <Notice title={t('home.demonstration')}>
      <p>
        {t('home.demonstration-text')} <Link href="/connexion">{t('home.demonstration-try')}</Link>
      </p>
    </Notice>
  );
}
