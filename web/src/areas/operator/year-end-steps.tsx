import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { Refusal } from '../../api/refusal.js';
import { Status } from '../../components/status.js';
import { type Step as Shown, Steps } from '../../components/steps.js';
import { TextField } from '../../components/text-field.js';
import { today, useFormats } from '../../words/formats.js';
import { useLanguage } from '../../words/words.js';
import { Act, Consequences } from './desk.js';

type Calendar = Api['CalendarView'];
type Step = Api['CalendarStep'];
type Total = Api['YearEndFigures'];

const TONES = {
  'to-come': 'neutral',
  due: 'care',
  'at-work': 'info',
  failed: 'stop',
  waiting: 'care',
  missed: 'stop',
  done: 'good',
} as const;

/** « 2 000 chèques créés », « 1 250,00 € d'avoir aux commanditaires ». */
function useFigure() {
  const { t } = useTranslation('operator');
  const { money, number } = useFormats();
  return ({ figure, value }: Step['figures'][number]) =>
    `${figure.endsWith('-cents') ? money(value, true) : number(value)} ${t(`figure.${figure}`, { count: value })}`;
}

interface CalendarProps {
  readonly calendar: Calendar;
  /** Of the rehearsal, once it is read. */
  readonly total: Total | null;
}

/** The steps of the year's end, each with its figures, what it waits for, and its act. */
export function Calendar({ calendar, total }: CalendarProps) {
  const { t } = useTranslation('operator');
  const current = calendar.steps.findIndex((step) => step.state !== 'done' && step.state !== 'missed');
  return (
    <Steps
      label={t('year-end.calendar')}
      steps={calendar.steps.map((step, index): Shown => ({
        title: t(`step.${step.step}`),
        state:
          step.state === 'done'
            ? 'done'
            : step.state === 'failed' || step.state === 'missed'
              ? 'stopped'
              : index === current
                ? 'current'
                : 'waiting',
        detail: <StepDetail step={step} year={calendar.exercise} total={total} />,
      }))}
    />
  );
}

interface StepProps {
  readonly step: Step;
  readonly year: number;
  readonly total: Total | null;
}

function StepDetail({ step, year, total }: StepProps) {
  const { t } = useTranslation('operator');
  const language = useLanguage();
  const { day, instant } = useFormats();
  const figure = useFigure();
  return (
    <div className="stack">
      <div className="row">
        <span>{day(step.day)}</span>
        <Status tone={TONES[step.state]}>{t(`step-state.${step.state}`)}</Status>
      </div>
      <p className="measure">{step.sentences[language]}</p>
      {step.figures.length > 0 && <p>{step.figures.map(figure).join(' · ')}</p>}
      {step.waitsFor.length > 0 && (
        <div>
          {t('year-end.waits')}
          <Consequences
            of={step.waitsFor.map((each) =>
              t('year-end.awaited', { what: each.sentences[language], count: each.count }),
            )}
          />
        </div>
      )}
      {step.begunAt && (
        <p>
          {t('year-end.begun', { at: instant(step.begunAt, true) })}
          {step.byName && ` ${t('common.by', { name: step.byName })}`}
          {step.doneAt && ` · ${t('year-end.finished', { at: instant(step.doneAt, true) })}`}{' '}
          {step.jobId && <Link href={`/operateur/travaux/${step.jobId}`}>{t('jobs.kind')}</Link>}
        </p>
      )}
      {step.step === 'closing' ? (
        step.state !== 'done' && <Close year={year} total={total} />
      ) : (
        <Begin step={step} year={year} />
      )}
    </div>
  );
}

/** Which request begins a step: a notice, or a step of its own. */
async function begin(step: Step['step'], year: number, key: string): Promise<unknown> {
  const params = { path: { year }, header: { 'Idempotency-Key': key } };
  if (step === 'expiry') return ask(api.POST('/api/v1/exercises/{year}/expiry', { params }));
  if (step === 'statements') return ask(api.POST('/api/v1/exercises/{year}/statements', { params }));
  if (step === 'credit-notes') return ask(api.POST('/api/v1/exercises/{year}/credit-notes', { params }));
  return ask(
    api.POST('/api/v1/exercises/{year}/calendar/{notice}', {
      params: { ...params, path: { year, notice: step } } as never,
    }),
  );
}

const isNotice = (step: Step['step']) => !['expiry', 'statements', 'credit-notes', 'closing'].includes(step);

function Begin({ step, year }: { readonly step: Step; readonly year: number }) {
  const { t } = useTranslation('operator');
  const { day } = useFormats();
  const figure = useFigure();
  const name = t(`step.${step.step}`);
  if (step.state === 'at-work' || step.state === 'missed') return null;
  if (step.state === 'done' && isNotice(step.step)) return null;
  const label =
    step.state === 'done'
      ? t('year-end.again')
      : step.day > today()
        ? t('year-end.begin-early', { day: day(step.day) })
        : t('year-end.begin');
  return (
    <div>
      <Act
        label={label}
        kind="secondary"
        title={t('year-end.begin-title', { step: name })}
        confirm={t('year-end.begin')}
        do={(key) => begin(step.step, year, key)}
        done={t('year-end.begun-done', { step: name })}
      >
        {step.figures.length > 0 && (
          <>
            <p>{t('year-end.begin-figures')}</p>
            <Consequences of={step.figures.map(figure)} />
          </>
        )}
        <Consequences of={[isNotice(step.step) && t('year-end.begin-notice'), t('year-end.begin-twice')]} />
      </Act>
    </div>
  );
}

/** The closing, which destroys a key for good: it asks for the year in writing. */
function Close({ year, total }: { readonly year: number; readonly total: Total | null }) {
  const { t } = useTranslation('operator');
  const { money } = useFormats();
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  const exercise = String(year);
  return (
    <div>
      <Act
        label={t('year-end.close', { exercise })}
        kind="danger"
        title={t('year-end.close-title', { exercise })}
        confirm={t('year-end.close', { exercise })}
        isDanger
        do={async (key) => {
          setWrong(typed.trim() !== exercise);
          if (typed.trim() !== exercise) throw notConfirmed();
          return ask(
            api.POST('/api/v1/exercises/{year}/closing', {
              params: { path: { year }, header: { 'Idempotency-Key': key } },
            }),
          );
        }}
        done={t('year-end.closed', { exercise })}
      >
        <Consequences
          of={[
            t('year-end.close-key'),
            t('year-end.close-keeps'),
            total &&
              t('year-end.close-figures', {
                funder: money(total.creditFunderCents, true),
                state: money(total.creditStateCents, true),
              }),
          ]}
        />
        <TextField
          label={t('year-end.close-type', { exercise })}
          value={typed}
          onChange={setTyped}
          error={isWrong ? t('year-end.close-wrong') : null}
          inputMode="numeric"
          isShort
        />
      </Act>
    </div>
  );
}

function notConfirmed(): Refusal {
  return new Refusal('web.not-confirmed', 422, {
    fr: 'L’exercice n’est pas clos : l’année n’est pas écrite.',
    en: 'The exercise is not closed: the year is not written.',
  });
}
