import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { useAction } from '../../api/use-action.js';
import { Button, ButtonLink } from '../../components/button.js';
import { CreditNotes } from '../../components/credit-notes.js';
import { useExercises } from '../../components/exercise-filter.js';
import { Day, Instant, Money } from '../../components/figures.js';
import { Loaded } from '../../components/loading.js';
import { Notice, RefusalNotice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { Status, type Tone } from '../../components/status.js';
import { type Step, Steps } from '../../components/steps.js';
import { Table } from '../../components/table.js';
import { useLanguage } from '../../words/words.js';
import { DocumentLine, useDocuments } from './documents.js';
import css from './documents.module.css';
import { ExerciseChoice, useExercise } from './exercise.js';
import { useOpenCredits } from './todo.js';

/** The end of an exercise: its calendar, its statement, the credit notes, and everything as files. */
export function YearEnd() {
  const { t } = useTranslation('funder');
  const [exercise, setExercise] = useExercise();
  return (
    <Page
      title={t('year-end.title', { exercise })}
      lead={t('year-end.lead')}
      actions={<ExerciseChoice value={exercise} onChange={setExercise} />}
    >
      <StatementSection exercise={exercise} />
      <Calendar exercise={exercise} />
      <Credits />
      <Files exercise={exercise} />
    </Page>
  );
}

const STATES: Record<Api['CalendarStep']['state'], Step['state']> = {
  'to-come': 'waiting',
  due: 'current',
  'at-work': 'current',
  failed: 'current',
  waiting: 'waiting',
  missed: 'stopped',
  done: 'done',
};

function Calendar({ exercise }: { readonly exercise: number }) {
  const { t } = useTranslation('funder');
  const language = useLanguage();
  const exercises = useExercises();
  const isOpened = exercises.data?.some((each) => each.exercise === exercise) ?? false;
  const calendar = useQuery({
    queryKey: ['calendar', exercise],
    enabled: isOpened,
    queryFn: () =>
      ask(api.GET('/api/v1/exercises/{year}/calendar', { params: { path: { year: exercise } } })),
  });
  return (
    <Section title={t('calendar.title')} isCard>
      {exercises.data && !isOpened ? (
        <p>{t('calendar.not-opened')}</p>
      ) : (
        <Loaded query={calendar} lines={8}>
          {({ steps }) => (
            <Steps
              label={t('calendar.title')}
              steps={steps.map((step): Step => ({
                title: t(`calendar.${step.step}`),
                state: STATES[step.state],
                detail: (
                  <>
                    <strong>
                      <Day day={step.day} />
                    </strong>{' '}
                    {step.step === 'closing' ? t('calendar.closing-detail') : step.sentences[language]}
                    {step.waitsFor.map(({ what, sentences }) => (
                      <p key={what}>{sentences[language]}</p>
                    ))}
                  </>
                ),
              }))}
            />
          )}
        </Loaded>
      )}
    </Section>
  );
}

type Statement = Api['StatementSummary'];
export const STATEMENT_TONES: Record<Statement['state'], Tone> = {
  waiting: 'care',
  agreed: 'good',
  contested: 'stop',
  settled: 'neutral',
};

function StatementSection({ exercise }: { readonly exercise: number }) {
  const { t } = useTranslation('funder');
  const statements = useQuery({
    queryKey: ['statements', exercise],
    queryFn: () => ask(api.GET('/api/v1/statements', { params: { query: { exercise } } })),
  });
  return (
    <Section title={t('statement.section')}>
      <p className="measure">{t('statement.what')}</p>
      <Loaded query={statements} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Notice>{t('statement.none')}</Notice>
          ) : (
            <Table
              caption={t('statement.section')}
              isCaptionHidden
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                {
                  title: t('statement.statement'),
                  isHeading: true,
                  cell: ({ id, exercise: year }) => (
                    <Link href={`/financeur/fin-exercice/etats/${id}`}>
                      {t('statement.title', { exercise: year })}
                    </Link>
                  ),
                },
                { title: t('statement.issued'), cell: ({ issuedAt }) => <Instant at={issuedAt} short /> },
                {
                  title: t('statement.credit-funder'),
                  isFigure: true,
                  cell: ({ total }) => <Money cents={total.creditFunderCents} />,
                },
                {
                  title: t('orders.status'),
                  cell: ({ state }) => (
                    <Status tone={STATEMENT_TONES[state]}>{t(`statement.state-${state}`)}</Status>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
    </Section>
  );
}

function Credits() {
  const { t } = useTranslation('funder');
  const open = useOpenCredits();
  return (
    <Section title={t('credits.title')}>
      <p className="measure">{t('credits.lead')}</p>
      <CreditNotes share="funder" orderHref={(id) => `/financeur/commandes/${id}`} none={t('credits.none')} />
      {open.data && open.data.length > 0 && (
        <div className="stack">
          <p className="measure">{t('credits.spend')}</p>
          <div>
            <ButtonLink href="/financeur/commandes/nouvelle" kind="secondary">
              {t('todo.credit-act')}
            </ButtonLink>
          </div>
        </div>
      )}
    </Section>
  );
}

const TABLES = [
  'orders',
  'invoices',
  'payments',
  'credit-notes',
  'statements',
  'hand-outs',
  'redemptions',
  'statistics',
] as const;

/** The tables of the exercise, and all of it as one archive. */
function Files({ exercise }: { readonly exercise: number }) {
  const { t } = useTranslation('funder');
  const documents = useDocuments('funder-export');
  const archives = (documents.data ?? []).filter(({ variant }) => variant['exercise'] === exercise);
  const action = useAction({
    do: () => ask(api.POST('/api/v1/exports/funder-archives', { body: { exercise } })),
    changes: [['documents']],
  });
  return (
    <Section title={t('files.title')}>
      <div className={css.papers}>
        <div className={css.paper}>
          <h3>{t('files.tables')}</h3>
          <p>{t('files.tables-lead')}</p>
          <ul className="plain-list">
            {TABLES.map((table) => (
              <li key={table}>
                <ButtonLink
                  href={`/api/v1/exports/${table}.csv?exercise=${exercise}`}
                  kind="quiet"
                  icon="download"
                  download
                >
                  {t(`files.${table}`)}
                </ButtonLink>
              </li>
            ))}
          </ul>
        </div>
        <div className={css.paper}>
          <h3>{t('files.archive')}</h3>
          <p>{t('files.archive-lead', { exercise })}</p>
          {action.refusal && <RefusalNotice refusal={action.refusal} />}
          <div>
            <Button
              kind="secondary"
              icon="download"
              isPending={action.isPending}
              onClick={() => action.run()}
            >
              {t('files.archive-ask')}
            </Button>
          </div>
          {archives.length > 0 && (
            <ul className={css.list} aria-label={t('files.archive')}>
              {archives.map((document) => (
                <DocumentLine
                  key={document.id}
                  document={document}
                  label={t('files.archive-of', { exercise })}
                />
              ))}
            </ul>
          )}
        </div>
      </div>
    </Section>
  );
}
