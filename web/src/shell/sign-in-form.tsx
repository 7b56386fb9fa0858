import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client.js';
import type { Session } from '../api/session.js';
import { useAction } from '../api/use-action.js';
import { Button } from '../components/button.js';
import { Form } from '../components/form.js';
import { PasswordField } from '../components/password-field.js';
import { TextField } from '../components/text-field.js';

interface SignInFormProps {
  readonly email?: string;
  /** The organisation to act for, of a session that ended. */
  readonly organisationId?: string;
  readonly onSignedIn: (session: Session) => void;
}

export function SignInForm({ email: known = '', organisationId, onSignedIn }: SignInFormProps) {
  const { t } = useTranslation();
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const action = useAction({
    do: () => {
      // Another person who signs in has organisations of their own.
      const ofKnown = email.trim() === known ? organisationId : undefined;
      return ask(
        api.POST('/api/v1/session', { body: { email: email.trim(), password, organisationId: ofKnown } }),
      );
    },
    changes: [],
    onDone: onSignedIn,
  });
  return (
    <Form onSubmit={() => action.run()} refusal={action.refusal}>
      <TextField
        label={t('sign-in.email')}
        name="email"
        type="email"
        autoComplete="username"
        value={email}
        onChange={setEmail}
      />
      <PasswordField label={t('sign-in.password')} name="password" value={password} onChange={setPassword} />
      <Button type="submit" isWide isPending={action.isPending}>
        {t('sign-in.submit')}
      </Button>
    </Form>
  );
}
