import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../../api/session.js';
import { Page } from '../../components/page.js';
import { Members } from '../../members/members.js';

/** The people of the prescriber, whatever their office. */
export function Team() {
  const { t } = useTranslation('office');
  const { organisation } = useSignedIn();
  return (
    <Page title={t('team.title')} lead={t('team.lead')}>
      <Members organisation={organisation} />
    </Page>
  );
}
