import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client.js';
import { SelectField } from './select-field.js';

/** The exercises that have been opened, latest first. */
export function useExercises() {
  return useQuery({
    queryKey: ['exercises'],
    queryFn: async () => (await ask(api.GET('/api/v1/exercises'))).items,
  });
}

interface ExerciseFilterProps {
  /** Null for all of them. */
  readonly value: number | null;
  readonly onChange: (exercise: number | null) => void;
}

/** Narrows a list to an exercise, where there is more than one. */
export function ExerciseFilter({ value, onChange }: ExerciseFilterProps) {
  const { t } = useTranslation();
  const { data = [] } = useExercises();
  if (data.length < 2 && value === null) return null;
  return (
    <SelectField
      label={t('exercise.label')}
      value={value === null ? '' : String(value)}
      onChange={(chosen) => onChange(chosen === '' ? null : Number(chosen))}
      placeholder={t('exercise.all')}
      options={data.map(({ exercise }) => ({ value: String(exercise), label: String(exercise) }))}
    />
  );
}
