import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../../api/session.js';
import { Page } from '../../components/page.js';
import { Members } from '../../members/members.js';

/** Who acts for the State's service. */
export function Team() {
  const { t } = useTranslation('state');
  const { organisation } = useSignedIn();
  return (
    <Page title={t('team.title')} lead={t('team.lead')}>
      <Members organisation={organisation} />
    </Page>
  );
}
