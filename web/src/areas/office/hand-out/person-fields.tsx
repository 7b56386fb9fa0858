import { useTranslation } from 'react-i18next';
import { ageBracket } from '../../../../../src/scheme/age-brackets.js';
import type { Day } from '../../../../../src/shared/calendar.js';
import type { Refusal } from '../../../api/refusal.js';
import { RadioGroup } from '../../../components/choice-fields.js';
import { CommuneField } from '../../../components/commune-field.js';
import { DateField } from '../../../components/date-field.js';
import { Icon } from '../../../components/icon.js';
import { SelectField } from '../../../components/select-field.js';
import { TextField } from '../../../components/text-field.js';
import { today } from '../../../words/formats.js';
import { useLanguage } from '../../../words/words.js';
import css from './hand-out.module.css';
import { fieldOf, missingOf, type Person, type Required } from './person.js';

const LONGEST_NAME = 100;

interface PersonFieldsProps {
  /** The commune shown at first: most people live where the office is. */
  readonly officeCommune: string;
  readonly person: Person;
  readonly onChange: (person: Person) => void;
  readonly modules: readonly { id: string; title: string; hours: number }[];
  /** Whether one tried to go on: then what is missing is told. */
  readonly isAttempted: boolean;
  readonly refusal: Refusal | null;
}

/** Who receives, and on what. What identifies the person is hashed by the service and forgotten. */
export function PersonFields(props: PersonFieldsProps) {
  const { person, onChange, modules, isAttempted, refusal, officeCommune } = props;
  const { t } = useTranslation('office');
  const language = useLanguage();
  const missing = missingOf(person);
  const set = (change: Partial<Person>) => onChange({ ...person, ...change });
  const errorOf = (field: Required) => {
    if (refusal && fieldOf(refusal.code) === field) return refusal.sentence(language);
    return (
      refusal?.of(field, language) ??
      (isAttempted && missing.includes(field) ? t('person.missing') : undefined)
    );
  };
  const { birthDate } = person;
  const isBorn = birthDate !== '' && birthDate <= today();
  const bracket = isBorn ? ageBracket(birthDate as Day, today() as Day) : null;
  return (
    <>
      <p className={css.privacy}>
        <Icon name="shield" />
        <span>{t('person.privacy')}</span>
      </p>
      <div className={css.fields}>
        <div data-field="familyName">
          <TextField
            label={t('person.family-name')}
            value={person.familyName}
            onChange={(familyName) => set({ familyName })}
            error={errorOf('familyName')}
            maxLength={LONGEST_NAME}
            spellCheck={false}
          />
        </div>
        <div data-field="givenName">
          <TextField
            label={t('person.given-name')}
            value={person.givenName}
            onChange={(givenName) => set({ givenName })}
            error={errorOf('givenName')}
            maxLength={LONGEST_NAME}
            spellCheck={false}
          />
        </div>
        <div data-field="birthDate">
          <DateField
            label={t('person.birth-date')}
            hint={bracket ? t(`person.bracket.${bracket}`) : t('person.birth-date-hint')}
            value={birthDate}
            onChange={(day) => set({ birthDate: day })}
            error={errorOf('birthDate')}
          />
        </div>
        <div data-field="moduleId">
          <SelectField
            label={t('person.module')}
            hint={t('person.module-hint')}
            value={person.moduleId}
            onChange={(moduleId) => set({ moduleId })}
            placeholder={t('person.module-choose')}
            options={modules.map(({ id, title, hours }) => ({
              value: id,
              label: t('person.module-option', { title, hours }),
            }))}
            error={errorOf('moduleId')}
          />
        </div>
        <div data-field="commune">
          <CommuneField
            label={t('person.commune')}
            initialText={officeCommune}
            onChange={(commune) => set({ commune: commune?.insee ?? '' })}
            error={errorOf('commune')}
          />
        </div>
      </div>
      <div className={css.statistics}>
        <p className={css.statisticsTitle}>{t('person.statistics')}</p>
        <div className={css.fields}>
          <RadioGroup
            label={t('person.sex')}
            isRow
            value={person.sex}
            onChange={(sex) => set({ sex })}
            options={(['', 'F', 'M', 'X'] as const).map((value) => ({
              value,
              label: t(`person.sexes.${value === '' ? 'none' : value}`),
            }))}
          />
          <RadioGroup
            label={t('person.first-time')}
            isRow
            value={person.firstTime}
            onChange={(firstTime) => set({ firstTime })}
            options={(['', 'yes', 'no'] as const).map((value) => ({
              value,
              label: t(`person.first-times.${value === '' ? 'none' : value}`),
            }))}
          />
        </div>
      </div>
    </>
  );
}
