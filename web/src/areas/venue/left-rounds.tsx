import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.js';
import { Notice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { useFormats } from '../../words/formats.js';
import type { Entry } from './queue/entry.js';

interface LeftProps {
  /** Begun for another day than the session's, and not validated. */
  readonly rounds: readonly Entry[];
  readonly onResume: (round: Entry) => void;
}

/** Asked before anything is read: what was read for another day is of its session, and never lost. */
export function LeftRounds({ rounds, onResume, onAnew }: LeftProps & { readonly onAnew: () => void }) {
  const { t } = useTranslation('venue');
  const { day } = useFormats();
  return (
    <div className="stack-large measure">
      {rounds.map((round) => (
        <Section key={round.id} isCard title={t('left.title', { day: day(round.session.sessionOn) })}>
          <p>{t('left.lead', { count: round.lines.length })}</p>
          <p className="soft">
            {round.session.moduleTitle}, {round.session.venueName}, {round.session.mediatorName}
          </p>
          <Button isWide onClick={() => onResume(round)}>
            {t('left.resume')}
          </Button>
        </Section>
      ))}
      <div className="stack">
        <Button kind="secondary" isWide onClick={onAnew}>
          {t('left.anew')}
        </Button>
        <p className="soft">{t('left.anew-help')}</p>
      </div>
    </div>
  );
}

/** While another session is under way: they are still there. */
export function LeftNotices({ rounds, onResume }: LeftProps) {
  const { t } = useTranslation('venue');
  const { day } = useFormats();
  return rounds.map((round) => (
    <Notice
      key={round.id}
      kind="warning"
      title={t('left.notice', { day: day(round.session.sessionOn), count: round.lines.length })}
    >
      <Button kind="secondary" onClick={() => onResume(round)}>
        {t('left.resume')}
      </Button>
    </Notice>
  ));
}
