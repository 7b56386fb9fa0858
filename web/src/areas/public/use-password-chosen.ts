import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { SESSION_KEY } from '../../api/session.js';

/** Once a password is chosen: on to signing in, which says so. */
export function usePasswordChosen(): () => Promise<void> {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  return async () => {
    // Choosing a password ends every session of that person, perhaps the one of this very browser.
    await queries.refetchQueries({ queryKey: SESSION_KEY });
    navigate('/connexion', { replace: true, state: { passwordChosen: true } });
  };
}
