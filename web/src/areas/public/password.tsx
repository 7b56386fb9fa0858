import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.js';
import { useAction } from '../../api/use-action.js';
import { Button } from '../../components/button.js';
import { Form } from '../../components/form.js';
import { Notice } from '../../components/notice.js';
import { Card, Page } from '../../components/page.js';
import { TextField } from '../../components/text-field.js';
import { ChoosePassword } from './choose-password.js';
import { useLinkToken } from './use-link-token.js';

/** A password by letter: the link is asked for here, and leads here. */
export default function Password() {
  const token = useLinkToken();
  return token ? <ByLink key={token} token={token} /> : <AskForLink />;
}

function AskForLink() {
  const { t } = useTranslation('public');
  const [email, setEmail] = useState('');
  const [isAsked, setIsAsked] = useState(false);
  const action = useAction({
    do: () => ask(api.POST('/api/v1/password-resets', { body: { email: email.trim() } })),
    changes: [],
    onDone: () => setIsAsked(true),
  });
  return (
    <Page
      title={t('password.forgotten')}
      lead={isAsked ? undefined : t('password.forgotten-lead')}
      back={{ href: '/connexion', label: t('password.back') }}
      isNarrow
    >
      <Card>
        {isAsked ? (
          <Notice kind="info" title={t('password.asked')} isAnswer>
            <p>{t('password.asked-text', { email: email.trim() })}</p>
          </Notice>
        ) : (
          <Form onSubmit={() => action.run()} refusal={action.refusal}>
            <TextField
              label={t('password.email')}
              name="email"
              type="email"
              autoComplete="username"
              value={email}
              onChange={setEmail}
            />
            <Button type="submit" isWide isPending={action.isPending}>
              {t('password.ask')}
            </Button>
          </Form>
        )}
      </Card>
    </Page>
  );
}

function ByLink({ token }: { readonly token: string }) {
  const { t } = useTranslation('public');
  return (
    <ChoosePassword
      title={t('password.choose')}
      lead={t('password.choose-lead')}
      choose={(password) =>
        ask(api.POST('/api/v1/password-resets/confirmation', { body: { token, password } }))
      }
      whenRefused={({ code }) =>
        code === 'access.password-link-spent' && (
          // The same page without its link: a plain address, so that it is loaded anew.
          <p>
            <a href="/mot-de-passe">{t('password.another-link')}</a>
          </p>
        )
      }
    />
  );
}
