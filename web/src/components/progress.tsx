import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../api/client.js';
import { useFormats } from '../words/formats.js';
import { Notice } from './notice.js';
import css from './progress.module.css';

type Job = Api['JobView'];
const POLL_MS = 2000;

/** Background work as it goes: told by the server as it happens, asked for every two seconds where that cannot pass. */
export function useJob(id: string | null): Job | undefined {
  const queries = useQueryClient();
  const [isTold, setTold] = useState(false);
  const { data } = useQuery({
    queryKey: ['job', id],
    queryFn: () => ask(api.GET('/api/v1/jobs/{id}', { params: { path: { id: id! } } })),
    enabled: id !== null,
    refetchInterval: ({ state }) => (isTold || isOver(state.data) ? false : POLL_MS),
  });
  const over = isOver(data);
  useEffect(() => {
    if (id === null || over) return undefined;
    const events = new EventSource(`/api/v1/jobs/${id}/events`);
    events.addEventListener('job', (event) => {
      setTold(true);
      queries.setQueryData(['job', id], JSON.parse(event.data as string) as Job);
    });
    events.addEventListener('error', () => setTold(false));
    return () => events.close();
  }, [id, over, queries]);
  return data;
}

function isOver(job: Job | undefined): boolean {
  return job?.state === 'done' || job?.state === 'failed';
}

interface ProgressProps {
  readonly job: Job | undefined;
  /** What is being made: « Impression des carnets ». */
  readonly label: string;
  /** Shown once it is done: where to find what was made. */
  readonly children?: ReactNode;
}

export function Progress({ job, label, children }: ProgressProps) {
  const { t } = useTranslation();
  const { number } = useFormats();
  if (job?.state === 'failed') return <Notice kind="refusal" title={t('progress.failed', { label })} />;
  if (job?.state === 'done') {
    return (
      <Notice kind="success" title={t('progress.done', { label })}>
        {children}
      </Notice>
    );
  }
  const total = job?.total ?? null;
  return (
    <div className={css.progress}>
      <label className={css.label}>
        {label}
        <progress
          className={css.bar}
          max={total ?? undefined}
          value={total === null ? undefined : job!.done}
        />
      </label>
      <p className={css.detail}>
        {total === null
          ? t('progress.waiting')
          : t('progress.part', { done: number(job!.done), total: number(total) })}
      </p>
    </div>
  );
}
