import { useTranslation } from 'react-i18next';
import { Card, Page } from '../../components/page.js';
import { CodeForm } from './code-form.js';

/** Where one types the code of a voucher. */
export default function Check() {
  const { t } = useTranslation('public');
  return (
    <Page title={t('check.title')} lead={t('check.lead')} isNarrow>
      <Card>
        <CodeForm />
      </Card>
    </Page>
  );
}
