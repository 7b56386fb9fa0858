import { useTranslation } from 'react-i18next';
import { asRefusal } from '../api/refusal.js';
import { Notice } from '../components/notice.js';
import { Page } from '../components/page.js';
import { useLanguage } from '../words/words.js';
import { Button } from '../components/button.js';

/** A whole page that could not be shown, and what to do about it. */
export function Failure({ error, retry }: { readonly error: unknown; readonly retry: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Page title={t('failure.title')}>
      <Notice kind="refusal">{asRefusal(error).sentence(language)}</Notice>
      <div className="row">
        <Button onClick={retry}>{t('failure.retry')}</Button>
        <a href="/">{t('failure.home')}</a>
      </div>
    </Page>
  );
}
