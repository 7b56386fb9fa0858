import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Button } from '../../components/button.js';
import { Notice } from '../../components/notice.js';
import { useFormats } from '../../words/formats.js';
import { provisionalCents } from './queue/entry.js';
import { signInAndSend, type VenueQueue } from './queue/on-device.js';

interface QueueNoticeProps {
  readonly queue: VenueQueue;
  /** An entry that the page tells of already. */
  readonly except?: string | null;
  /** On the page of what waits itself. */
  readonly isOnItsPage?: boolean;
}

/** What of this device still waits for an answer or for eyes; nothing when all is settled. */
export function QueueNotice({ queue, except = null, isOnItsPage }: QueueNoticeProps) {
  const { t } = useTranslation('venue');
  const { money } = useFormats();
  const rest = queue.mine.filter(({ id }) => id !== except);
  const waiting = rest.filter(({ state }) => state === 'waiting');
  const count = waiting.reduce((sum, { lines }) => sum + lines.length, 0);
  const answers = rest
    .filter(({ state }) => state === 'answered')
    .reduce((sum, { lines }) => sum + lines.length, 0);
  const isStuck = count > 0 && queue.hindrance !== 'none';
  return (
    <>
      {answers > 0 && !isOnItsPage && (
        <Notice kind="info" title={t('queue.answers', { count: answers })}>
          <Link href="/lieu/attente">{t('queue.see-answers')}</Link>
        </Notice>
      )}
      {count > 0 && (
        <Notice
          kind="warning"
          title={t('queue.waiting', { count, amount: money(provisionalCents(waiting)) })}
        >
          <p>{isStuck ? t(`queue.${queue.hindrance}`) : t('queue.sending')}</p>
          <div className="row">
            {queue.hindrance === 'signed-out' && isStuck ? (
              <Button kind="secondary" onClick={() => void signInAndSend(queue.queue)}>
                {t('queue.sign-in')}
              </Button>
            ) : (
              <Button kind="secondary" isPending={queue.isSending} onClick={() => void queue.queue.send()}>
                {t('queue.send-now')}
              </Button>
            )}
            {!isOnItsPage && <Link href="/lieu/attente">{t('queue.see')}</Link>}
          </div>
        </Notice>
      )}
      {queue.ofOthers > 0 && (
        <Notice kind="warning" title={t('queue.others', { count: queue.ofOthers })}>
          {t('queue.others-help')}
        </Notice>
      )}
    </>
  );
}
