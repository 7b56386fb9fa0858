import { useTranslation } from 'react-i18next';
import { TextField } from '../../components/text-field.js';

export const EMPTY = {
  name: '',
  siret: '',
  street: '',
  postcode: '',
  city: '',
  serviceCode: '',
  vatNumber: '',
};
export type Identity = typeof EMPTY;

/** What is left empty is not sent. */
export const filled = ({ serviceCode, vatNumber, ...needed }: Identity) => ({
  ...needed,
  ...(serviceCode.trim() ? { serviceCode } : {}),
  ...(vatNumber.trim() ? { vatNumber } : {}),
});

/** Who an organisation is, as its papers say it. */
export function IdentityFields({
  value,
  onChange,
}: {
  value: Identity;
  onChange: (value: Identity) => void;
}) {
  const { t } = useTranslation('operator');
  const field = (name: keyof Identity) => ({
    name,
    value: value[name],
    onChange: (text: string) => onChange({ ...value, [name]: text }),
  });
  return (
    <>
      <TextField label={t('organisations.name')} {...field('name')} />
      <TextField
        label={t('organisations.siret')}
        hint={t('organisations.siret-hint')}
        inputMode="numeric"
        {...field('siret')}
      />
      <TextField label={t('organisations.street')} {...field('street')} />
      <TextField label={t('organisations.postcode')} inputMode="numeric" isShort {...field('postcode')} />
      <TextField label={t('organisations.city')} {...field('city')} />
      <TextField label={t('organisations.service-code')} isOptional {...field('serviceCode')} />
      <TextField label={t('organisations.vat-number')} isOptional {...field('vatNumber')} />
    </>
  );
}
