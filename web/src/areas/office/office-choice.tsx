import { useTranslation } from 'react-i18next';
import { SelectField } from '../../components/select-field.js';
import type { Office } from './use-office.js';

interface OfficeChoiceProps {
  readonly office: Office;
  readonly choices: readonly Office[];
  readonly choose: (officeId: string) => void;
}

/** For which office one acts; nothing to choose for whoever belongs to one. */
export function OfficeChoice({ office, choices, choose }: OfficeChoiceProps) {
  const { t } = useTranslation('office');
  if (choices.length < 2) return null;
  return (
    <SelectField
      label={t('office.choice')}
      value={office.id}
      onChange={choose}
      options={choices.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}
