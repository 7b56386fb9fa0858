import { useSignedIn } from '../../api/session.js';
import { HandOut } from './hand-out/hand-out.js';
import { Offices } from './offices/offices.js';

/** What each comes for: a social worker hands out, a manager looks after the offices. */
export function Home() {
  const { role } = useSignedIn();
  return role === 'prescriber-manager' ? <Offices /> : <HandOut />;
}
