import { useTranslation } from 'react-i18next';
import { RadioGroup } from '../components/choice-fields.js';
import { SelectField } from '../components/select-field.js';
import type { Member, Owner } from './members.js';
import { useOfficesOf } from './use-offices-of.js';

/** What somebody is within the organisation; an empty office is all of them. */
export interface Place {
  readonly role: Member['role'];
  readonly officeId: string;
}

/** The API's words for it: a manager acts for every office. */
export function placeAsked({ role, officeId }: Place) {
  return { role, ...(role === 'member' && officeId ? { officeId } : {}) };
}

interface PlaceFieldsProps {
  readonly organisation: Owner;
  readonly value: Place;
  readonly onChange: (value: Place) => void;
}

/** The role, and for who hands vouchers out the office. */
export function PlaceFields({ organisation, value, onChange }: PlaceFieldsProps) {
  const { t } = useTranslation();
  const { kind } = organisation;
  const offices = useOfficesOf(organisation).filter(
    ({ id, closedAt }) => closedAt === null || id === value.officeId,
  );
  return (
    <>
      <RadioGroup
        label={t('members.role')}
        name="role"
        value={value.role}
        onChange={(role) => onChange({ ...value, role })}
        options={(['member', 'manager'] as const).map((role) => ({
          value: role,
          label: t(`members.${role}.${kind}`),
          hint: t(`members.${role}-can.${kind}`),
        }))}
      />
      {kind === 'prescriber' && value.role === 'member' && (
        <SelectField
          label={t('members.office')}
          name="officeId"
          hint={t('members.office-hint')}
          value={value.officeId}
          onChange={(officeId) => onChange({ ...value, officeId })}
          placeholder={t('members.every-office')}
          options={offices.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
    </>
  );
}
