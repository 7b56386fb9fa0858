import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { Instant } from '../../components/figures.js';
import { Details } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Progress, useJob } from '../../components/progress.js';
import { SelectField } from '../../components/select-field.js';
import { Status } from '../../components/status.js';
import { Table } from '../../components/table.js';
import { Act, Desk, Filters, useFilter } from './desk.js';
import css from './operator.module.css';

type JobShown = Api['JobView'];
const STATES = ['waiting', 'running', 'done', 'failed'] as const;
const TONES = { waiting: 'neutral', running: 'info', done: 'good', failed: 'stop' } as const;
const KINDS = [
  'issue-order',
  'send-letter',
  'make-document',
  'make-document-part',
  'remove-document',
  'year-end-step',
  'forget-enrolments',
] as const;

function useKind() {
  const { t } = useTranslation('operator');
  return (kind: string) => {
    const known = KINDS.find((each) => each === kind);
    return known ? t(`job-kind.${known}`) : t('job-kind.other', { kind });
  };
}

function JobState({ state }: { readonly state: JobShown['state'] }) {
  const { t } = useTranslation('operator');
  return <Status tone={TONES[state]}>{t(`job-state.${state}`)}</Status>;
}

/** The work done in the background, newest first; what is at work is asked for again every few seconds. */
export function Jobs() {
  const { t } = useTranslation('operator');
  const kindOf = useKind();
  const [state, setState] = useFilter('etat', STATES);
  const list = useList(['jobs', state], (after) =>
    ask(api.GET('/api/v1/jobs', { params: { query: { after, state: state || undefined } } })),
  );
  return (
    <Desk
      title={t('jobs.title')}
      lead={t('jobs.lead')}
      actions={
        <ButtonLink kind="secondary" href="/operateur/courriers">
          {t('jobs.letters')}
        </ButtonLink>
      }
    >
      <Filters>
        <SelectField
          label={t('common.state')}
          value={state}
          onChange={setState}
          placeholder={t('common.all')}
          options={STATES.map((value) => ({ value, label: t(`job-state.${value}`) }))}
        />
      </Filters>
      <Loaded query={list}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={state === 'failed' ? t('jobs.none-failed') : t('jobs.none')} icon="check" />
          ) : (
            <Table
              caption={t('jobs.title')}
              isCaptionHidden
              rows={items}
              keyOf={(each) => each.id}
              columns={[
                {
                  title: t('jobs.kind'),
                  cell: (each) => <Link href={`/operateur/travaux/${each.id}`}>{kindOf(each.kind)}</Link>,
                  isHeading: true,
                },
                { title: t('jobs.asked'), cell: (each) => <Instant at={each.createdAt} short /> },
                {
                  title: t('jobs.progress'),
                  cell: (each) =>
                    each.total === null ? '' : t('jobs.part', { done: each.done, total: each.total }),
                },
                { title: t('jobs.attempts'), cell: (each) => each.attempts, isFigure: true },
                { title: t('common.state'), cell: (each) => <JobState state={each.state} /> },
              ]}
            />
          )
        }
      </Loaded>
      <More {...list} />
    </Desk>
  );
}

/** A job as it goes, and its failure, which can be tried again. */
export function Job({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('operator');
  const id = params.id!;
  const kindOf = useKind();
  const query = useQuery({
    queryKey: ['job', id],
    queryFn: () => ask(api.GET('/api/v1/jobs/{id}', { params: { path: { id } } })),
  });
  const job = useJob(id);
  return (
    <Desk
      title={query.data ? kindOf(query.data.kind) : t('jobs.kind')}
      back={{ href: '/operateur/travaux', label: t('job.back') }}
      actions={job && <JobState state={job.state} />}
      isNarrow
    >
      <Loaded query={query}>
        {(read) => {
          const shown = job ?? read;
          return (
            <>
              {(shown.state === 'running' || shown.state === 'waiting') && (
                <Progress job={shown} label={kindOf(shown.kind)} />
              )}
              <JobFacts job={shown} />
              {shown.state === 'failed' && <Retry id={id} />}
            </>
          );
        }}
      </Loaded>
    </Desk>
  );
}

function Retry({ id }: { readonly id: string }) {
  const { t } = useTranslation('operator');
  return (
    <div>
      <Act
        label={t('job.retry')}
        title={t('job.retry-title')}
        confirm={t('job.retry')}
        do={() => ask(api.POST('/api/v1/jobs/{id}/retry', { params: { path: { id } } }))}
        done={t('job.retried')}
      >
        <p>{t('job.retry-what')}</p>
      </Act>
    </div>
  );
}

function JobFacts({ job }: { readonly job: JobShown }) {
  const { t } = useTranslation('operator');
  const orderId = job.kind === 'issue-order' ? job.subjectId : null;
  const letterId = job.kind === 'send-letter' ? job.subjectId : null;
  return (
    <Details
      items={[
        {
          label: t('job.subject'),
          value: orderId ? (
            <Link href={`/operateur/commandes/${orderId}`}>{t('orders.number')}</Link>
          ) : letterId ? (
            <Link href={`/operateur/courriers/${letterId}`}>{t('letters.subject')}</Link>
          ) : (
            <span className={css.mono}>{job.subjectId}</span>
          ),
        },
        { label: t('jobs.asked'), value: <Instant at={job.createdAt} /> },
        { label: t('jobs.attempts'), value: job.attempts },
        ...(job.startedAt ? [{ label: t('job.started'), value: <Instant at={job.startedAt} /> }] : []),
        ...(job.notBefore && job.state === 'waiting'
          ? [{ label: t('job.next'), value: <Instant at={job.notBefore} /> }]
          : []),
        ...(job.endedAt ? [{ label: t('job.ended'), value: <Instant at={job.endedAt} /> }] : []),
        ...(job.lastError
          ? [{ label: t('job.error'), value: <span className={css.mono}>{job.lastError}</span> }]
          : []),
      ]}
    />
  );
}
