import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.js';
import { Notice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { Status } from '../../components/status.js';
import { useFormats } from '../../words/formats.js';
import { useLanguage } from '../../words/words.js';
import type { Entry } from './queue/entry.js';
import css from './round-lines.module.css';

interface GroupResultProps {
  readonly entry: Entry;
  readonly isSending: boolean;
  readonly onClose: () => void;
}

/** The answer to a round, each line for itself; or that it waits for the network. */
export function GroupResult({ entry, isSending, onClose }: GroupResultProps) {
  const { t } = useTranslation('venue');
  const { money } = useFormats();
  const accepted = entry.lines.flatMap(({ answer }) => (answer?.outcome === 'accepted' ? [answer] : []));
  const refused = entry.lines.length - accepted.length;
  const cents = accepted.reduce((sum, { structureCents }) => sum + structureCents, 0);
  const close = (
    <div>
      <Button onClick={onClose}>{t('group.close')}</Button>
    </div>
  );
  if (entry.state !== 'answered') {
    return (
      <div className="stack">
        <Notice kind="warning" isAnswer title={isSending ? t('answer.sending') : t('group.waiting')}>
          {t('group.waiting-help', { count: entry.lines.length })}
        </Notice>
        {close}
      </div>
    );
  }
  return (
    <Section title={t('group.result')}>
      {accepted.length > 0 && (
        <Notice
          kind="success"
          isAnswer
          title={t('group.accepted', { count: accepted.length, amount: money(cents) })}
        />
      )}
      {refused > 0 && (
        <Notice
          kind="refusal"
          isAnswer={accepted.length === 0}
          title={t('group.refused-count', { count: refused })}
        >
          {accepted.length > 0 && t('group.refused-help')}
        </Notice>
      )}
      <Lines entry={entry} />
      {close}
    </Section>
  );
}

function Lines({ entry }: { readonly entry: Entry }) {
  const { t } = useTranslation('venue');
  const { money } = useFormats();
  const language = useLanguage();
  return (
    <ol className={css.lines} aria-label={t('group.lines')}>
      {entry.lines.map(({ tail, answer }, index) => (
        <li key={tail} className={css.line}>
          <span className={css.number}>{index + 1}</span>
          <span className={css.text}>
            <span className={css.tail}>…{tail}</span>
            <Status tone={answer?.outcome === 'accepted' ? 'good' : 'stop'}>
              {answer?.outcome === 'accepted' ? t('waiting.accepted') : t('waiting.refused')}
            </Status>
            <span className={css.reason}>
              {answer?.outcome === 'accepted'
                ? t('answer.received', { structure: money(answer.structureCents), receipt: answer.receipt })
                : answer?.[language]}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}
