import { use, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../components/loading.js';
import { Page } from '../../components/page.js';
import { newKey } from '../../api/use-action.js';
import { Camera } from '../../scanning/camera.js';
import { allowSound, signal } from '../../scanning/signals.js';
import { announce } from '../../shell/live-region.js';
import { Answer, type Shown } from './answer.js';
import type { Desk } from './choice.js';
import { InstallInvitation } from './offline/install-invitation.js';
import { QueueNotice } from './queue-notice.js';
import { type ScanSession, tailOf } from './queue/entry.js';
import { theQueue, useQueue, type VenueQueue } from './queue/on-device.js';
import { SessionForm } from './session-form.js';
import { SessionLine } from './session-line.js';
import { SoundSwitch } from './sound-switch.js';
import { TypedCode } from './typed-code.js';
import { useChoice, useDesk } from './use-desk.js';
import css from './scanner.module.css';

/** Beyond this the voucher is told as kept on the device; its answer comes when it comes. */
const ANSWER_WITHIN_MS = 8000;

/** The home of a mediator: vouchers are held before the camera, one after the other. */
export function Scanner() {
  const { t } = useTranslation('venue');
  const desk = useDesk();
  // Without a network, what was last known of the structure is enough.
  const query = desk.data ? { ...desk, error: null } : desk;
  return (
    <Page title={t('scanner.title')}>
      <Loaded query={query}>{(found) => <AtDesk desk={found} />}</Loaded>
    </Page>
  );
}

function AtDesk({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation('venue');
  const queue = useQueue(use(theQueue()));
  const { choice, session, choose } = useChoice(desk);
  const [isChoosing, setChoosing] = useState(false);
  if (!session || isChoosing) {
    return (
      <div className={css.narrow}>
        <QueueNotice queue={queue} />
        <h2>{t('session.title')}</h2>
        <p className="soft">{t('session.lead')}</p>
        <SessionForm
          desk={desk}
          choice={choice}
          onChosen={(chosen) => {
            allowSound();
            choose(chosen);
            setChoosing(false);
          }}
        />
      </div>
    );
  }
  return <Scanning session={session} queue={queue} onChange={() => setChoosing(true)} />;
}

/** A voucher read by the camera or typed, and its answer. */
function useScan(queue: VenueQueue, session: ScanSession) {
  const [shown, setShown] = useState<Shown | null>(null);
  const redeem = async (code: string) => {
    const tail = tailOf(code);
    const id = newKey();
    setShown({ kind: 'sending', id });
    const taken = await queue.queue.take(queue.owner, session, code, id);
    if (!taken.ok) return setShown({ kind: 'device', why: taken.why, tail });
    await queue.queue.sendAndWait(id, ANSWER_WITHIN_MS);
    const entry = queue.queue.read().entries.find((each) => each.id === id);
    if (entry) setShown({ kind: 'entry', entry });
  };
  const next = () => {
    const seen = shown?.kind === 'entry' ? [shown.entry.id] : [];
    void queue.queue.acknowledge(seen).finally(() => setShown(null));
  };
  // An answer that comes while its voucher is still shown as provisional takes its place.
  const latest = shown?.kind === 'entry' ? queue.mine.find(({ id }) => id === shown.entry.id) : undefined;
  const current: Shown | null = latest ? { kind: 'entry', entry: latest } : shown;
  return { shown: current, redeem, next };
}

/** What the answer tells by itself: one on its way, or one that is answered. */
function shownWhole(shown: Shown | null): string | null {
  if (shown?.kind === 'sending') return shown.id;
  return shown?.kind === 'entry' && shown.entry.state === 'answered' ? shown.entry.id : null;
}

interface ScanningProps {
  readonly session: ScanSession;
  readonly queue: VenueQueue;
  readonly onChange: () => void;
}

function Scanning({ session, queue, onChange }: ScanningProps) {
  const { t } = useTranslation('venue');
  const { t: shell } = useTranslation();
  const { shown, redeem, next } = useScan(queue, session);
  const [isForeign, setForeign] = useState(false);
  const typed = useRef<HTMLDivElement>(null);
  const onRead = (code: string | null) => {
    setForeign(code === null);
    if (code !== null) return void redeem(code);
    signal('noted');
    announce(shell('camera.foreign'));
  };
  return (
    <div className={css.columns}>
      <div className={css.main}>
        <SessionLine session={session} onChange={onChange} />
        <Camera
          onRead={onRead}
          isPaused={shown !== null}
          onType={() => typed.current?.querySelector('input')?.focus()}
        >
          {shown && (
            <Answer
              shown={shown}
              isDurable={queue.queue.isDurable}
              hindrance={queue.hindrance}
              onNext={next}
            />
          )}
        </Camera>
        <div className={css.under}>
          <p className={css.foreign}>{isForeign && shell('camera.foreign')}</p>
          <SoundSwitch />
        </div>
      </div>
      <div className={css.main}>
        <QueueNotice queue={queue} except={shownWhole(shown)} />
        <div ref={typed}>
          <TypedCode
            submit={t('typed.submit')}
            isBusy={shown?.kind === 'sending'}
            onCode={(code) => void redeem(code)}
          />
        </div>
        <InstallInvitation />
      </div>
    </div>
  );
}
