import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { api, ask } from '../../api/client.js';
import { useAction } from '../../api/use-action.js';
import { Notice } from '../../components/notice.js';
import { Card, Page } from '../../components/page.js';
import { ChoosePassword } from './choose-password.js';
import { useLinkToken } from './use-link-token.js';
import { usePasswordChosen } from './use-password-chosen.js';

/** Where the letter to a structure that asked to join leads: its manager chooses a password, and the structure is in. */
export default function EnrolmentConfirmation() {
  const { t } = useTranslation('public');
  const token = useLinkToken();
  const onDone = usePasswordChosen();
  const action = useAction({
    do: (password: string) =>
      ask(api.POST('/api/v1/structures/confirmation', { body: { token: token ?? '', password } })),
    changes: [],
    onDone,
  });
  return (
    <Page title={t('enrolment.confirm')} lead={token ? t('enrolment.confirm-lead') : undefined} isNarrow>
      {token ? (
        <Card>
          <ChoosePassword action={action} />
        </Card>
      ) : (
        <Notice kind="warning" title={t('enrolment.no-link')}>
          <p>
            {t('enrolment.no-link-text')} <Link href="/inscription">{t('enrolment.again')}</Link>
          </p>
        </Notice>
      )}
    </Page>
  );
}
