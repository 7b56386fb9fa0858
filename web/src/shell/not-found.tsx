import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Page } from '../components/page.js';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t('not-found.title')} lead={t('not-found.lead')}>
      <p>
        <Link href="/">{t('failure.home')}</Link>
      </p>
    </Page>
  );
}
