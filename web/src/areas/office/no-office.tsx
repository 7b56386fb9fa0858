import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../../api/session.js';
import { ButtonLink } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';

/** A prescriber that has opened no office yet: its manager opens one, anyone else asks for it. */
export function NoOffice() {
  const { t } = useTranslation('office');
  const { role } = useSignedIn();
  return (
    <EmptyState title={t('office.none')} icon="pin">
      {role === 'prescriber-manager' ? (
        <ButtonLink href="/antenne/nouvelle">{t('office.open')}</ButtonLink>
      ) : (
        <p>{t('office.none-lead')}</p>
      )}
    </EmptyState>
  );
}
