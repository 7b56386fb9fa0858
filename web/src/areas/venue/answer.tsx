import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.js';
import { Icon, type IconName } from '../../components/icon.js';
import { announce } from '../../shell/live-region.js';
import { useFormats } from '../../words/formats.js';
import { useLanguage } from '../../words/words.js';
import { type Signal, signal } from '../../scanning/signals.js';
import type { DeviceRefusal, Entry } from './queue/entry.js';
import { MOST_WAITING } from './queue/entry.js';
import type { Hindrance } from './queue/queue.js';
import css from './answer.module.css';

/** What the scanner has to show of a voucher just read. */
export type Shown =
  | { readonly kind: 'sending'; readonly id: string }
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'device'; readonly why: DeviceRefusal; readonly tail: string };

interface AnswerProps {
  readonly shown: Shown;
  /** Whether what waits would outlive the page. */
  readonly isDurable: boolean;
  /** Why it is not answered, if it is not. */
  readonly hindrance: Hindrance;
  readonly onNext: () => void;
}

interface Told {
  readonly tone: Signal;
  readonly icon: IconName;
  readonly word: string;
  readonly amount?: string;
  readonly sentence: ReactNode;
  readonly said: string;
}

/** The answer in one look: its colour, one word, a sign, and what it means in a sentence. */
export function Answer({ shown, isDurable, hindrance, onNext }: AnswerProps) {
  const { t } = useTranslation('venue');
  const told = useTold(shown, isDurable, hindrance);
  const panel = useRef<HTMLDivElement>(null);
  const tone = told?.tone;
  const said = told?.said;
  useEffect(() => {
    if (!tone || !said) return;
    signal(tone);
    announce(said);
    // The whole answer comes into sight, wherever the code was typed.
    panel.current?.scrollIntoView({ block: 'nearest' });
    panel.current?.querySelector('button')?.focus({ preventScroll: true });
  }, [tone, said]);
  if (!told) {
    return (
      <div className={css.answer} data-tone="sending" role="status">
        <span className={css.spinner} aria-hidden="true" />
        <p className={css.sentence}>{t('answer.sending')}</p>
      </div>
    );
  }
  return (
    <div ref={panel} className={css.answer} data-tone={told.tone}>
      <p className={css.word}>
        <span className={css.sign}>
          <Icon name={told.icon} size={44} />
        </span>
        {told.word}
      </p>
      {told.amount && <p className={css.amount}>{told.amount}</p>}
      <div className={css.sentence}>{told.sentence}</div>
      <div className={css.next}>
        <Button kind="secondary" isWide icon="arrow" onClick={onNext}>
          {t('answer.next')}
        </Button>
      </div>
    </div>
  );
}

function useTold(shown: Shown, isDurable: boolean, hindrance: Hindrance): Told | null {
  const { t } = useTranslation('venue');
  const { money } = useFormats();
  const language = useLanguage();
  if (shown.kind === 'sending') return null;
  if (shown.kind === 'device') {
    const sentence = t(`answer.${shown.why}`, { tail: shown.tail, most: MOST_WAITING });
    return refusal(t('answer.refused'), sentence);
  }
  const { entry } = shown;
  const answer = entry.lines[0]!.answer;
  if (answer?.outcome === 'refused') return refusal(t('answer.refused'), answer[language]);
  const amount = money(entry.session.voucherCents);
  if (answer) {
    const received = t('answer.received', {
      structure: money(answer.structureCents),
      receipt: answer.receipt,
    });
    const rest = answer.copaymentCents > 0 ? t('answer.rest', { rest: money(answer.copaymentCents) }) : '';
    return {
      tone: 'accepted',
      icon: 'check',
      word: t('answer.accepted'),
      amount,
      sentence: <Sentences of={[received, rest]} />,
      said: `${t('answer.accepted')}, ${amount}. ${received} ${rest}`,
    };
  }
  const why = t(`answer.why.${hindrance}`);
  const kept = isDurable ? t('answer.kept') : t('answer.kept-open');
  return {
    tone: 'provisional',
    icon: 'clock',
    word: t('answer.provisional'),
    amount,
    sentence: <Sentences of={[why, kept]} />,
    said: `${t('answer.provisional')}. ${why} ${kept}`,
  };
}

function refusal(word: string, sentence: string): Told {
  return { tone: 'refused', icon: 'cross', word, sentence: <p>{sentence}</p>, said: `${word}. ${sentence}` };
}

function Sentences({ of }: { readonly of: readonly string[] }) {
  return of.filter(Boolean).map((sentence) => <p key={sentence}>{sentence}</p>);
}
