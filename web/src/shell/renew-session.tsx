import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { onSessionEnded } from '../api/client.js';
import { SESSION_KEY, type Session, useBeginSession } from '../api/session.js';
import { areaOf } from '../areas/areas.js';

const RenewDialog = lazy(() => import('./renew-dialog.js'));

/**
 * When the session has ended, asks the same person to sign in over the page: what they typed is still there, and what they
 * asked for goes on. If another person signs in, the page is not theirs: they arrive at their own home.
 */
export function RenewSession() {
  const queries = useQueryClient();
  const begin = useBeginSession();
  const [, navigate] = useLocation();
  const [asked, setAsked] = useState<{ session: Session; answer: (isRenewed: boolean) => void } | null>(null);
  useEffect(() => {
    onSessionEnded(() => {
      const session = queries.getQueryData<Session | null>(SESSION_KEY);
      if (!session) return Promise.resolve(false);
      return new Promise((resolve) =>
        setAsked({
          session,
          answer: (isRenewed) => {
            setAsked(null);
            resolve(isRenewed);
          },
        }),
      );
    });
  }, [queries]);
  if (!asked) return null;
  const { session, answer } = asked;
  return (
    <Suspense fallback={null}>
      <RenewDialog
        session={session}
        onDeclined={() => {
          answer(false);
          begin(null);
          navigate('/connexion');
        }}
        onSignedIn={(begun) => {
          const isSame =
            begun.person?.id === session.person?.id && begun.organisation.id === session.organisation.id;
          if (isSame) queries.setQueryData(SESSION_KEY, begun);
          answer(isSame);
          if (isSame) return;
          begin(begun);
          navigate(areaOf(begun.role).base);
        }}
      />
    </Suspense>
  );
}
