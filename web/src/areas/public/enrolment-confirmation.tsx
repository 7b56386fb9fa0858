import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { api, ask } from '../../api/client.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { ChoosePassword } from './choose-password.js';
import { useLinkToken } from './use-link-token.js';

/** Where the letter to a structure that asked to join leads: its manager chooses a password, and the structure is in. */
export default function EnrolmentConfirmation() {
  const { t } = useTranslation('public');
  const token = useLinkToken();
  if (token) {
    return (
      <ChoosePassword
        key={token}
        title={t('enrolment.confirm')}
        lead={t('enrolment.confirm-lead')}
        choose={(password) => ask(api.POST('/api/v1/structures/confirmation', { body: { token, password } }))}
      />
    );
  }
  return (
    <Page title={t('enrolment.confirm')} isNarrow>
      <Notice kind="warning" title={t('enrolment.no-link')}>
        <p>
          {t('enrolment.no-link-text')} <Link href="/inscription">{t('enrolment.again')}</Link>
        </p>
      </Notice>
    </Page>
  );
}
