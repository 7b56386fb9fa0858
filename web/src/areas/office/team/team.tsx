import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../../api/client.js';
import { useSignedIn } from '../../../api/session.js';
import { useAction } from '../../../api/use-action.js';
import { Button } from '../../../components/button.js';
import { RadioGroup } from '../../../components/choice-fields.js';
import { Form } from '../../../components/form.js';
import { Notice } from '../../../components/notice.js';
import { Page, Section } from '../../../components/page.js';
import { SelectField } from '../../../components/select-field.js';
import { TextField } from '../../../components/text-field.js';
import { useOffices } from '../use-office.js';
import { Members } from './members.js';

/** The people of the prescriber, and inviting one more. */
export function Team() {
  const { t } = useTranslation('office');
  return (
    <Page title={t('team.title')} lead={t('team.lead')}>
      <Section title={t('team.people')}>
        <Members />
      </Section>
      <Section title={t('team.invite')} isCard>
        <div className="measure">
          <Invitation />
        </div>
      </Section>
    </Page>
  );
}

function Invitation() {
  const { t } = useTranslation('office');
  const { organisation } = useSignedIn();
  const offices = useOffices();
  const [email, setEmail] = useState('');
  const [displayName, setName] = useState('');
  const [role, setRole] = useState<'member' | 'manager'>('member');
  const [officeId, setOffice] = useState('');
  const [invited, setInvited] = useState('');
  const action = useAction({
    do: () =>
      ask(
        api.POST('/api/v1/organisations/{id}/members', {
          params: { path: { id: organisation.id } },
          body: {
            email: email.trim(),
            role,
            ...(displayName.trim() && { displayName: displayName.trim() }),
            ...(role === 'member' && officeId && { officeId }),
          },
        }),
      ),
    changes: [['members']],
    onDone: (member) => {
      setInvited(member.displayName);
      setEmail('');
      setName('');
    },
  });
  const open = (offices.data ?? []).filter(({ closedAt }) => closedAt === null);
  return (
    <Form
      onSubmit={() => {
        setInvited('');
        action.run();
      }}
      refusal={action.refusal}
    >
      {invited && (
        <Notice kind="success" isAnswer title={t('team.invited', { name: invited })}>
          <p>{t('team.invited-lead')}</p>
        </Notice>
      )}
      <TextField label={t('team.email')} name="email" type="email" value={email} onChange={setEmail} />
      <TextField
        label={t('team.name')}
        name="displayName"
        hint={t('team.name-hint')}
        isOptional
        value={displayName}
        onChange={setName}
        maxLength={120}
      />
      <RadioGroup
        label={t('team.role')}
        value={role}
        onChange={setRole}
        options={[
          { value: 'member', label: t('team.member'), hint: t('team.member-lead') },
          { value: 'manager', label: t('team.manager'), hint: t('team.manager-lead') },
        ]}
      />
      {role === 'member' && (
        <SelectField
          label={t('office.choice')}
          name="officeId"
          hint={t('team.office-hint')}
          value={officeId}
          onChange={setOffice}
          placeholder={t('team.every-office')}
          options={open.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <div>
        <Button type="submit" isPending={action.isPending}>
          {t('team.invite')}
        </Button>
      </div>
    </Form>
  );
}
