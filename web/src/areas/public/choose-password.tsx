import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Action } from '../../api/use-action.js';
import { Button } from '../../components/button.js';
import { Checkbox } from '../../components/choice-fields.js';
import { Form } from '../../components/form.js';
import { TextField } from '../../components/text-field.js';

/** Where a new password is typed: once, since it can be read before it is sent. */
export function ChoosePassword({ action }: { readonly action: Action<string> }) {
  const { t } = useTranslation('public');
  const [password, setPassword] = useState('');
  const [isShown, setIsShown] = useState(false);
  return (
    <Form onSubmit={() => action.run(password)} refusal={action.refusal}>
      <TextField
        label={t('password.new')}
        hint={t('password.hint')}
        name="password"
        type={isShown ? 'text' : 'password'}
        autoComplete="new-password"
        spellCheck={false}
        value={password}
        onChange={setPassword}
      />
      <Checkbox label={t('password.show')} isChecked={isShown} onChange={setIsShown} />
      <Button type="submit" isWide isPending={action.isPending}>
        {t('password.submit')}
      </Button>
    </Form>
  );
}
