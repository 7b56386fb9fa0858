import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asRefusal } from '../api/refusal.js';
import { Button } from './button.js';
import { RefusalNotice } from './notice.js';
import css from './loading.module.css';

const SHOWN_AFTER_MS = 250;
const SLOW_AFTER_MS = 6000;

function useElapsed(ms: number): boolean {
  const [isElapsed, setElapsed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setElapsed(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return isElapsed;
}

/** The place of what is on its way: nothing for a moment, then grey lines, then a word on a slow network. */
export function Loading({ lines = 4 }: { readonly lines?: number }) {
  const { t } = useTranslation();
  const isShown = useElapsed(SHOWN_AFTER_MS);
  const isSlow = useElapsed(SLOW_AFTER_MS);
  return (
    <div className={css.loading} data-loading data-shown={isShown || undefined} role="status">
      <span className="visually-hidden">{t('loading.loading')}</span>
      {isSlow && <p className={css.slow}>{t('loading.slow')}</p>}
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className={css.line} />
      ))}
    </div>
  );
}

interface LoadedProps<T> {
  /** Of useQuery or of useList. */
  readonly query: {
    readonly data: T | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
    readonly isFetching: boolean;
  };
  readonly lines?: number;
  readonly children: (data: T) => ReactNode;
}

/** What a query gives, or its loading, or why it failed with a way to try again. What was read stays in sight. */
export function Loaded<T>({ query, lines, children }: LoadedProps<T>) {
  const { t } = useTranslation();
  if (query.data === undefined && !query.error) return <Loading lines={lines} />;
  return (
    <>
      {query.error !== null && (
        <div className="stack">
          <RefusalNotice refusal={asRefusal(query.error)} isAnswer={false} />
          <div>
            <Button kind="secondary" isPending={query.isFetching} onClick={() => void query.refetch()}>
              {t('failure.retry')}
            </Button>
          </div>
        </div>
      )}
      {query.data !== undefined && children(query.data)}
    </>
  );
}
