import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../../../api/session.js';
import { Page } from '../../../components/page.js';
import { Members } from '../../../members/members.js';

/** Who scans for the structure, and who manages it: accounts, not the mediators who lead the sessions. */
export function Team() {
  const { t } = useTranslation('venue');
  const { organisation } = useSignedIn();
  return (
    <Page title={t('team.title')} lead={t('team.lead')}>
      <Members organisation={organisation} />
    </Page>
  );
}
