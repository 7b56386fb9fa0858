import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { useExercises } from '../../components/exercise-filter.js';
import { SelectField } from '../../components/select-field.js';
import { today } from '../../words/formats.js';

/** The exercise one looks at, kept in the address: this year's unless another is chosen. */
export function useExercise(): [number, (exercise: number) => void] {
  const [params, setParams] = useSearchParams();
  const asked = Number(params.get('exercice'));
  const exercise = asked >= 2000 && asked <= 2199 ? asked : Number(today().slice(0, 4));
  return [exercise, (chosen) => setParams({ exercice: String(chosen) }, { replace: true })];
}

/** Chooses the exercise, where there is more than one. */
export function ExerciseChoice({
  value,
  onChange,
}: {
  readonly value: number;
  readonly onChange: (exercise: number) => void;
}) {
  const { t } = useTranslation('funder');
  const { data = [] } = useExercises();
  const years = [...new Set([value, Number(today().slice(0, 4)), ...data.map(({ exercise }) => exercise)])];
  if (years.length < 2) return null;
  return (
    <SelectField
      label={t('exercise.label')}
      value={String(value)}
      onChange={(chosen) => onChange(Number(chosen))}
      options={years
        .toSorted((one, other) => other - one)
        .map((year) => ({
          value: String(year),
          label: t('exercise.year', { year }),
        }))}
    />
  );
}
