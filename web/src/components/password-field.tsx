import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Checkbox } from './choice-fields.js';
import { TextField } from './text-field.js';

interface PasswordFieldProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** One that is being chosen, which the browser offers to make and to keep. */
  readonly isNew?: boolean;
}

/** A password, typed once: it can be read before it is sent. */
export function PasswordField({ isNew, ...field }: PasswordFieldProps) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  return (
    <>
      <TextField
        {...field}
        hint={isNew && t('password.hint')}
        type={isShown ? 'text' : 'password'}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        spellCheck={false}
      />
      <Checkbox label={t('password.show')} isChecked={isShown} onChange={setShown} />
    </>
  );
}
