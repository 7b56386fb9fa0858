import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Redirect, useLocation } from 'wouter';
import { api, ask } from '../api/client.js';
import { type Session, useBeginSession, useSession } from '../api/session.js';
import { useAction } from '../api/use-action.js';
import { areaOf } from '../areas/areas.js';
import { Button } from '../components/button.js';
import { RadioGroup } from '../components/choice-fields.js';
import { Dialog } from '../components/dialog.js';
import { Form } from '../components/form.js';
import { Details } from '../components/key-figures.js';
import { Loading } from '../components/loading.js';
import { Notice, RefusalNotice } from '../components/notice.js';
import { Page, Section } from '../components/page.js';
import { PasswordField } from '../components/password-field.js';
import { TextField } from '../components/text-field.js';
import { Failure } from './failure.js';
import { waitingVouchers } from './waiting.js';

/** Who one is here, for whom one acts, one's password, and the way out. */
export default function AccountPage() {
  const { t } = useTranslation();
  const { session, error, retry } = useSession();
  if (error && session === undefined) return <Failure error={error} retry={retry} />;
  if (session === undefined) return <Loading />;
  if (session === null) return <Redirect to="/connexion" replace />;
  const home = areaOf(session.role).base;
  return (
    <Page
      title={t('account.title')}
      isNarrow
      back={{ href: home, label: t('account.back') }}
      actions={<SignOut />}
    >
      <Details
        items={[
          { label: t('account.person'), value: session.person?.displayName },
          { label: t('account.email'), value: session.person?.email },
          { label: t('account.organisation'), value: session.organisation.name },
          { label: t('account.role'), value: t(`roles.${session.role}`) },
          ...(session.office ? [{ label: t('account.office'), value: session.office.name }] : []),
        ]}
      />
      {session.organisations.length > 1 && <ChooseOrganisation session={session} />}
      <ChangePassword />
    </Page>
  );
}

function SignOut() {
  const { t } = useTranslation();
  const begin = useBeginSession();
  const [, navigate] = useLocation();
  const action = useAction({
    do: async () => {
      await ask(api.DELETE('/api/v1/session'));
    },
    changes: [],
    onDone: () => {
      navigate('/connexion');
      begin(null);
    },
  });
  const [waiting, setWaiting] = useState(0);
  const leave = () => {
    const count = waitingVouchers();
    setWaiting(count);
    if (count === 0) action.run();
  };
  return (
    <>
      <Button kind="secondary" isPending={action.isPending} onClick={leave}>
        {t('account.sign-out')}
      </Button>
      {action.refusal && <RefusalNotice refusal={action.refusal} />}
      <Dialog
        title={t('account.waiting', { count: waiting })}
        isOpen={waiting > 0}
        onClose={() => setWaiting(0)}
      >
        <p>{t('account.waiting-help')}</p>
        <div className="row">
          <Button onClick={() => setWaiting(0)}>{t('account.stay')}</Button>
          <Button kind="danger" isPending={action.isPending} onClick={() => action.run()}>
            {t('account.sign-out-anyway')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}

function ChooseOrganisation({ session }: { readonly session: Session }) {
  const { t } = useTranslation();
  const begin = useBeginSession();
  const [, navigate] = useLocation();
  const [chosen, setChosen] = useState(session.organisation.id);
  const action = useAction({
    do: () => ask(api.PUT('/api/v1/session/organisation', { body: { organisationId: chosen } })),
    changes: [],
    onDone: (begun) => {
      begin(begun);
      navigate(areaOf(begun.role).base);
    },
  });
  return (
    <Section title={t('account.choose')} isCard>
      <Form onSubmit={() => action.run()} refusal={action.refusal}>
        <RadioGroup
          label={t('account.organisations')}
          value={chosen}
          onChange={setChosen}
          options={session.organisations.map(({ id, name, role }) => ({
            value: id,
            label: name,
            hint: t(`roles.${role}`),
          }))}
        />
        <div>
          <Button type="submit" isPending={action.isPending}>
            {t('account.switch')}
          </Button>
        </div>
      </Form>
    </Section>
  );
}

function ChangePassword() {
  const { t } = useTranslation();
  const [current, setCurrent] = useState('');
  const [wanted, setWanted] = useState('');
  const [isDone, setDone] = useState(false);
  const action = useAction({
    do: async () => {
      await ask(api.PUT('/api/v1/session/password', { body: { current, new: wanted } }));
    },
    changes: [],
    onDone: () => {
      setCurrent('');
      setWanted('');
      setDone(true);
    },
  });
  return (
    <Section title={t('account.password')} isCard>
      {isDone && !action.refusal && (
        <Notice kind="success" isAnswer>
          {t('account.password-done')}
        </Notice>
      )}
      <Form onSubmit={() => action.run()} refusal={action.refusal}>
        <TextField
          label={t('account.current')}
          name="current"
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
        />
        <PasswordField label={t('account.new')} name="new" isNew value={wanted} onChange={setWanted} />
        <div>
          <Button type="submit" kind="secondary" isPending={action.isPending}>
            {t('account.password-change')}
          </Button>
        </div>
      </Form>
    </Section>
  );
}
