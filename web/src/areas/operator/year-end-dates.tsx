import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { DateField } from '../../components/date-field.js';
import { Day } from '../../components/figures.js';
import { Details } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { Section } from '../../components/page.js';
import { Act } from './desk.js';

const DATES = ['alertOn', 'handOutsStopOn', 'validityEndsOn', 'toleranceEndsOn', 'statementOn'] as const;
type Shown = Api['Exercise'];
type Dates = Record<(typeof DATES)[number], string>;

/** The five dates of an exercise; those that are not past can be changed. */
export function YearEndDates({ year }: { readonly year: number }) {
  const { t } = useTranslation('operator');
  const query = useQuery({
    queryKey: ['exercises'],
    queryFn: () => ask(api.GET('/api/v1/exercises')),
  });
  const exercise = query.data?.items.find((each) => each.exercise === year);
  return (
    <Section title={t('year-end.dates')} actions={exercise && <Change exercise={exercise} />} isCard>
      <Loaded query={query} lines={5}>
        {() =>
          exercise && (
            <Details
              items={DATES.map((name) => ({ label: t(`date.${name}`), value: <Day day={exercise[name]} /> }))}
            />
          )
        }
      </Loaded>
    </Section>
  );
}

function Change({ exercise }: { readonly exercise: Shown }) {
  const { t } = useTranslation('operator');
  const [dates, setDates] = useState<Dates>(() => exercise);
  const year = exercise.exercise;
  return (
    <Act
      label={t('year-end.dates-change')}
      kind="secondary"
      title={t('year-end.dates-title', { exercise: year })}
      confirm={t('organisation.save')}
      do={() => {
        const { alertOn, handOutsStopOn, validityEndsOn, toleranceEndsOn, statementOn } = dates;
        return ask(
          api.PUT('/api/v1/exercises/{year}', {
            params: { path: { year } },
            body: { alertOn, handOutsStopOn, validityEndsOn, toleranceEndsOn, statementOn },
          }),
        );
      }}
      done={t('year-end.dates-changed', { exercise: year })}
    >
      <p>{t('year-end.dates-what')}</p>
      {DATES.map((name) => (
        <DateField
          key={name}
          label={t(`date.${name}`)}
          name={name}
          value={dates[name]}
          onChange={(day) => setDates((before) => ({ ...before, [name]: day }))}
        />
      ))}
    </Act>
  );
}
