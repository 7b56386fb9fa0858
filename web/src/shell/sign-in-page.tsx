import { useTranslation } from 'react-i18next';
import { Link, Redirect, useLocation, useSearchParams } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { type Api, api, ask } from '../api/client.js';
import { useDemonstrationLogins } from '../api/demonstration.js';
import { type Session, useBeginSession, useSession } from '../api/session.js';
import { useAction } from '../api/use-action.js';
import { areaAt, areaOf } from '../areas/areas.js';
import { Icon } from '../components/icon.js';
import { Notice, RefusalNotice } from '../components/notice.js';
import { Card, Page } from '../components/page.js';
import { announce } from './live-region.js';
import { SignInForm } from './sign-in-form.js';
import css from './sign-in-page.module.css';

export default function SignInPage() {
  const { t } = useTranslation();
  const { session } = useSession();
  const begin = useBeginSession();
  const [, navigate] = useLocation();
  const [search] = useSearchParams();
  const next = search.get('suite');
  const arrived = useHistoryState<{ passwordChosen?: boolean } | null>();
  if (session) return <Redirect to={arrival(session, next)} replace />;
  const onSignedIn = (begun: Session) => {
    begin(begun);
    announce(t('sign-in.done', { organisation: begun.organisation.name }));
    navigate(arrival(begun, next), { replace: true });
  };
  return (
    <Page title={t('sign-in.title')} lead={next ? t('sign-in.lead-next') : undefined}>
      <div className={css.columns}>
        <Card>
          {arrived?.passwordChosen && <Notice kind="success" title={t('sign-in.password-chosen')} isAnswer />}
          <SignInForm onSignedIn={onSignedIn} />
          <p>
            <Link href="/mot-de-passe">{t('sign-in.forgotten')}</Link>
          </p>
          <p>
            <Link href="/inscription">{t('sign-in.enrol')}</Link>
          </p>
        </Card>
        <Demonstration onSignedIn={onSignedIn} />
      </div>
    </Page>
  );
}

/** Where one was going, if it is a page of one's own area; else one's home. */
function arrival(session: Session, next: string | null): string {
  const home = areaOf(session.role);
  if (!next || !/^\/(?!\/)/.test(next)) return home.base;
  return areaAt(next.split('?')[0]!) === home ? next : home.base;
}

type Login = Api['DemonstrationLogin'];

function Demonstration({ onSignedIn }: { readonly onSignedIn: (session: Session) => void }) {
  const { t } = useTranslation();
  const logins = useDemonstrationLogins();
  const action = useAction({
    do: ({ email, password }: Login) => ask(api.POST('/api/v1/session', { body: { email, password } })),
    changes: [],
    onDone: onSignedIn,
  });
  if (logins.length === 0) return null;
  return (
    <section className={css.demonstration} aria-labelledby="demonstration">
      <h2 id="demonstration">{t('demonstration.title')}</h2>
      <p className="soft">{t('demonstration.lead')}</p>
      {action.refusal && <RefusalNotice refusal={action.refusal} />}
      <ul className={css.logins}>
        {logins.map((login) => (
          <li key={login.email}>
            <button type="button" className={css.login} onClick={() => action.run(login)}>
              <span>
                <strong>{t(`roles.${login.role}`)}</strong>
                <small>{t(`demonstration.${login.role}`)}</small>
              </span>
              <Icon name="arrow" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
