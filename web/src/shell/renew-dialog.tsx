import { useTranslation } from 'react-i18next';
import type { Session } from '../api/session.js';
import { Dialog } from '../components/dialog.js';
import { SignInForm } from './sign-in-form.js';

interface RenewDialogProps {
  readonly session: Session;
  readonly onSignedIn: (session: Session) => void;
  readonly onDeclined: () => void;
}

export default function RenewDialog({ session, onSignedIn, onDeclined }: RenewDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('renew.title')} isOpen onClose={onDeclined}>
      <p>{t('renew.lead')}</p>
      <SignInForm
        email={session.person?.email}
        organisationId={session.organisation.id}
        onSignedIn={onSignedIn}
      />
    </Dialog>
  );
}
