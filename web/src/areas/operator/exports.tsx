import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../components/button.js';
import { SelectField } from '../../components/select-field.js';
import { Desk, Filters, useFilter } from './desk.js';
import { useExercises } from './exercises.js';

const FILES = [
  'orders',
  'invoices',
  'payments',
  'credit-notes',
  'hand-outs',
  'redemptions',
  'payouts',
  'statements',
  'statistics',
  'ledger',
  'audit-trail',
] as const;

/** The files of an exercise. */
export function Exports() {
  const { t } = useTranslation('operator');
  const exercises = useExercises();
  const [chosen, setChosen] = useFilter('exercice', exercises);
  const exercise = chosen || exercises[0];
  return (
    <Desk
      title={t('exports.title')}
      lead={t('exports.lead')}
      back={{ href: '/operateur/comptes', label: t('ledger.back') }}
    >
      <Filters>
        <SelectField
          label={t('exports.exercise')}
          value={exercise ?? ''}
          onChange={setChosen}
          options={exercises.map((value) => ({ value, label: value }))}
        />
      </Filters>
      {exercise && (
        <div className="grid">
          {FILES.map((file) => (
            <ButtonLink
              key={file}
              kind="secondary"
              icon="download"
              href={`/api/v1/exports/${file}.csv?exercise=${exercise}`}
              download
              isWide
            >
              {t(`exports.${file}`)}
            </ButtonLink>
          ))}
        </div>
      )}
    </Desk>
  );
}
