import { use, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { Loaded } from '../../components/loading.js';
import { Page, Section } from '../../components/page.js';
import { Camera } from '../../scanning/camera.js';
import { allowSound, signal } from '../../scanning/signals.js';
import { announce } from '../../shell/live-region.js';
import { useFormats } from '../../words/formats.js';
import { type Choice, choiceOfRound, type Desk, sessionOf } from './choice.js';
import { GroupResult } from './group-result.js';
import { LeftNotices, LeftRounds } from './left-rounds.js';
import { QueueNotice } from './queue-notice.js';
import { type Entry, MOST_WAITING, type ScanSession, tailOf } from './queue/entry.js';
import { draftOf, draftsOf } from './queue/queue.js';
import { theQueue, useQueue, type VenueQueue } from './queue/on-device.js';
import { RoundLines, useChecks } from './round-lines.js';
import { SessionForm } from './session-form.js';
import { SessionLine } from './session-line.js';
import { SoundSwitch } from './sound-switch.js';
import { TypedCode } from './typed-code.js';
import { useChoice, useDesk, useToday } from './use-desk.js';
import css from './scanner.module.css';

const ANSWER_WITHIN_MS = 15_000;

/** A group session: everybody's vouchers are read one after the other, seen line by line, and validated once. */
export function Group() {
  const { t } = useTranslation('venue');
  const desk = useDesk();
  const query = desk.data ? { ...desk, error: null } : desk;
  return (
    <Page title={t('group.title')} lead={t('group.lead')}>
      <Loaded query={query}>{(found) => <AtDesk desk={found} />}</Loaded>
    </Page>
  );
}

function AtDesk({ desk }: { readonly desk: Desk }) {
  const queue = useQueue(use(theQueue()));
  const kept = useChoice(desk);
  const today = useToday();
  /** A round of another day that one goes on with: it changes nothing for the vouchers scanned after it. */
  const [resumed, setResumed] = useState<Choice | null>(null);
  const [isAnew, setAnew] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const [sent, setSent] = useState<string | null>(null);
  const choice = resumed ?? kept.choice;
  const session = sessionOf(choice, desk);
  const result = queue.mine.find(({ id }) => id === sent);
  if (result) {
    const close = () => {
      setSent(null);
      setResumed(null);
      void queue.queue.acknowledge([result.id]);
    };
    return <GroupResult entry={result} isSending={queue.isSending} onClose={close} />;
  }
  const round = draftOf(queue.mine, queue.owner, choice.sessionOn);
  const left = draftsOf(queue.mine, queue.owner).filter((each) => each !== round);
  const resume = (entry: Entry) => setResumed(choiceOfRound(entry, today));
  if (left.length > 0 && !round && !isAnew) {
    return <LeftRounds rounds={left} onResume={resume} onAnew={() => setAnew(true)} />;
  }
  if (!session || isChoosing) {
    return (
      <div className={css.narrow}>
        <SessionForm
          desk={desk}
          choice={choice}
          onChosen={(chosen) => {
            allowSound();
            const changed = sessionOf(chosen, desk);
            // What was read so far is of the session that one corrects, not of another.
            if (round && changed) void queue.queue.moveRound(queue.owner, choice.sessionOn, changed);
            if (resumed) setResumed(chosen);
            else kept.choose(chosen);
            setChoosing(false);
          }}
        />
      </div>
    );
  }
  return (
    <>
      <LeftNotices rounds={left} onResume={resume} />
      <AtWork session={session} queue={queue} onChange={() => setChoosing(true)} onSent={setSent} />
    </>
  );
}

interface AtWorkProps {
  readonly session: ScanSession;
  readonly queue: VenueQueue;
  readonly onChange: () => void;
  readonly onSent: (id: string) => void;
}

/** Each code that comes into sight joins the round; one that is there already is told so. */
function AtWork({ session, queue, onChange, onSent }: AtWorkProps) {
  const { t } = useTranslation('venue');
  const { t: shell } = useTranslation();
  const typed = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState<{ text: string; isGood: boolean } | null>(null);
  const say = (text: string, isGood: boolean) => {
    setSaid({ text, isGood });
    announce(text);
    signal(isGood ? 'noted' : 'refused');
  };
  const add = async (code: string) => {
    const taken = await queue.queue.takeInRound(queue.owner, session, code);
    const tail = tailOf(code);
    if (!taken.ok) return say(t(`group.${taken.why}`, { tail, most: MOST_WAITING }), false);
    const count = draftOf(queue.queue.read().entries, queue.owner, session.sessionOn)?.lines.length ?? 0;
    say(t('group.added', { tail, count }), true);
  };
  const onRead = (code: string | null) => {
    if (code === null) say(shell('camera.foreign'), false);
    else void add(code);
  };
  return (
    <div className={css.columns}>
      <div className={css.main}>
        <SessionLine session={session} onChange={onChange} />
        <Camera onRead={onRead} onType={() => typed.current?.querySelector('input')?.focus()} />
        <div className={css.under}>
          <p className={said?.isGood ? css.added : css.foreign}>{said?.text}</p>
          <SoundSwitch />
        </div>
      </div>
      <div className={css.main}>
        <QueueNotice queue={queue} />
        <Round session={session} queue={queue} onSent={onSent} />
        <div ref={typed}>
          <TypedCode submit={t('group.add')} onCode={(code) => void add(code)} />
        </div>
      </div>
    </div>
  );
}

interface RoundProps {
  readonly session: ScanSession;
  readonly queue: VenueQueue;
  readonly onSent: (id: string) => void;
}

function Round({ session, queue, onSent }: RoundProps) {
  const { t } = useTranslation('venue');
  const { money } = useFormats();
  const { sessionOn } = session;
  const round = draftOf(queue.mine, queue.owner, sessionOn);
  const checks = useChecks(round, session);
  const validate = async () => {
    allowSound();
    const id = await queue.queue.validateRound(queue.owner, session);
    if (id === null) return;
    onSent(id);
    await queue.queue.sendAndWait(id, ANSWER_WITHIN_MS);
    const entry = queue.queue.read().entries.find((each) => each.id === id);
    if (entry) tellResult(entry);
  };
  if (!round) {
    return (
      <EmptyState icon="voucher" title={t('group.none')}>
        <p>{t('group.none-help')}</p>
      </EmptyState>
    );
  }
  const count = round.lines.length;
  const bad = checks.filter((check) => check.data?.redeemable === false).length;
  return (
    <Section title={t('group.round', { count })}>
      <RoundLines
        round={round}
        checks={checks}
        onRemove={(code) => void queue.queue.removeFromRound(queue.owner, sessionOn, code)}
      />
      {bad > 0 && <p className={css.foreign}>{t('group.bad', { count: bad })}</p>}
      <Button isWide onClick={() => void validate()}>
        {t('group.validate', { count, amount: money(count * session.voucherCents) })}
      </Button>
      <Button kind="quiet" onClick={() => void queue.queue.dropRound(queue.owner, sessionOn)}>
        {t('group.drop')}
      </Button>
    </Section>
  );
}

function tellResult(entry: Entry): void {
  if (entry.state !== 'answered') return signal('provisional');
  const isAllGood = entry.lines.every(({ answer }) => answer?.outcome === 'accepted');
  signal(isAllGood ? 'accepted' : 'refused');
}
