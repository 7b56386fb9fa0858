import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { Icon } from '../../components/icon.js';
import { Status } from '../../components/status.js';
import { useLanguage } from '../../words/words.js';
import type { Entry, ScanSession } from './queue/entry.js';
import css from './round-lines.module.css';

type Check = Pick<UseQueryResult<Api['CheckAnswer']>, 'data' | 'error'>;

/** What the API would say of each line now; nothing is spent by asking. */
export function useChecks(round: Entry | undefined, session: ScanSession): Check[] {
  const { venueId, moduleId, mediatorId, sessionOn, priceCents } = session;
  const asked = { venueId, moduleId, mediatorId, sessionOn, priceCents };
  return useQueries({
    queries: (round?.lines ?? []).map(({ code }) => ({
      queryKey: ['check', code, asked],
      queryFn: () => ask(api.POST('/api/v1/redemptions/check', { body: { ...asked, code: code ?? '' } })),
      staleTime: 60_000,
      gcTime: 60_000,
    })),
  });
}

interface RoundLinesProps {
  readonly round: Entry;
  readonly checks: readonly Check[];
  readonly onRemove: (code: string) => void;
}

/** The round, the latest read first, each line with what is known of it. */
export function RoundLines({ round, checks, onRemove }: RoundLinesProps) {
  const { t } = useTranslation('venue');
  const lines = round.lines
    .map((line, index) => ({ line, check: checks[index], number: index + 1 }))
    .toReversed();
  return (
    <ol className={css.lines} reversed aria-label={t('group.lines')}>
      {lines.map(({ line, check, number }) => (
        <li key={line.code} className={css.line}>
          <span className={css.number}>{number}</span>
          <span className={css.text}>
            <span className={css.tail}>…{line.tail}</span> <State check={check} />
          </span>
          <button
            type="button"
            className={css.remove}
            aria-label={t('group.remove', { tail: line.tail })}
            onClick={() => onRemove(line.code ?? '')}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ol>
  );
}

function State({ check }: { readonly check: Check | undefined }) {
  const { t } = useTranslation('venue');
  const language = useLanguage();
  if (check?.data?.redeemable) return <Status tone="good">{t('group.good')}</Status>;
  if (check?.data?.reason) {
    return (
      <>
        <Status tone="stop">{t('group.refused')}</Status>
        <span className={css.reason}>{check.data.reason[language]}</span>
      </>
    );
  }
  return (
    <Status tone={check?.error ? 'care' : 'neutral'}>
      {check?.error ? t('group.unchecked') : t('group.checking')}
    </Status>
  );
}
