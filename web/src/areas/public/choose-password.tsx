import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Refusal } from '../../api/refusal.js';
import { SESSION_KEY } from '../../api/session.js';
import { useAction } from '../../api/use-action.js';
import { Button } from '../../components/button.js';
import { Form } from '../../components/form.js';
import { Card, Page } from '../../components/page.js';
import { PasswordField } from '../../components/password-field.js';

interface ChoosePasswordProps {
  readonly title: string;
  readonly lead: string;
  readonly choose: (password: string) => Promise<unknown>;
  /** The way on when it is refused. */
  readonly whenRefused?: (refusal: Refusal) => ReactNode;
}

/** Where the link of a letter leads: a password is chosen, then one signs in with it. */
export function ChoosePassword({ title, lead, choose, whenRefused }: ChoosePasswordProps) {
  const { t } = useTranslation('public');
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [password, setPassword] = useState('');
  const action = useAction({
    do: () => choose(password),
    changes: [],
    onDone: async () => {
      // Choosing a password ends every session of that person, perhaps the one of this very browser.
      await queries.refetchQueries({ queryKey: SESSION_KEY });
      navigate('/connexion', { replace: true, state: { passwordChosen: true } });
    },
  });
  return (
    <Page title={title} lead={lead} isNarrow>
      <Card>
        <Form onSubmit={() => action.run()} refusal={action.refusal}>
          <PasswordField
            label={t('password.new')}
            name="password"
            isNew
            value={password}
            onChange={setPassword}
          />
          <Button type="submit" isWide isPending={action.isPending}>
            {t('password.submit')}
          </Button>
        </Form>
        {action.refusal && whenRefused?.(action.refusal)}
      </Card>
    </Page>
  );
}
