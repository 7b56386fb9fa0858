import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { useSignedIn } from '../../api/session.js';
import { useAction } from '../../api/use-action.js';
import { Button } from '../../components/button.js';
import { RadioGroup } from '../../components/choice-fields.js';
import { Dialog } from '../../components/dialog.js';
import { Instant } from '../../components/figures.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { RefusalNotice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { Table } from '../../components/table.js';
import { TextField } from '../../components/text-field.js';
import css from './organisation.module.css';

type Member = Api['MemberView'];

/** Who may act for the organisation. */
export function Members({ organisationId }: { readonly organisationId: string }) {
  const { t } = useTranslation('funder');
  const session = useSignedIn();
  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Member | null>(null);
  const list = useList(['members', organisationId], (after) =>
    ask(
      api.GET('/api/v1/organisations/{id}/members', {
        params: { path: { id: organisationId }, query: { after } },
      }),
    ),
  );
  return (
    <Section
      title={t('members.title')}
      actions={
        <Button kind="secondary" icon="plus" onClick={() => setAdding(true)}>
          {t('members.add')}
        </Button>
      }
    >
      <Loaded query={list} lines={2}>
        {(members) => (
          <Table
            caption={t('members.title')}
            isCaptionHidden
            rows={members}
            keyOf={({ personId }) => personId}
            columns={[
              { title: t('members.name'), isHeading: true, cell: ({ displayName }) => displayName },
              { title: t('members.email'), cell: ({ email }) => <span className={css.email}>{email}</span> },
              { title: t('members.role'), cell: ({ role }) => t(`members.${role}`) },
              { title: t('members.since'), cell: ({ since }) => <Instant at={since} short /> },
              {
                title: t('asleep.act'),
                cell: (member) =>
                  member.personId === session.person?.id ? (
                    t('members.you')
                  ) : (
                    <Button kind="quiet" onClick={() => setLeaving(member)}>
                      {t('members.remove')}
                      <span className="visually-hidden"> : {member.displayName}</span>
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
      <More {...list} />
      {isAdding && <Adding organisationId={organisationId} onClose={() => setAdding(false)} />}
      {leaving && (
        <Leaving organisationId={organisationId} member={leaving} onClose={() => setLeaving(null)} />
      )}
    </Section>
  );
}

function Adding({
  organisationId,
  onClose,
}: {
  readonly organisationId: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('funder');
  const [email, setEmail] = useState('');
  const [displayName, setName] = useState('');
  const [role, setRole] = useState<Member['role']>('member');
  const action = useAction({
    do: () =>
      ask(
        api.POST('/api/v1/organisations/{id}/members', {
          params: { path: { id: organisationId } },
          body: { email, role, ...(displayName.trim() ? { displayName: displayName.trim() } : {}) },
        }),
      ),
    changes: [['members']],
    onDone: onClose,
  });
  return (
    <Dialog title={t('members.add')} isOpen onClose={onClose}>
      <Form onSubmit={() => action.run()} refusal={action.refusal}>
        <TextField label={t('members.email')} name="email" type="email" value={email} onChange={setEmail} />
        <TextField
          label={t('members.name')}
          name="displayName"
          hint={t('members.name-hint')}
          value={displayName}
          onChange={setName}
        />
        <RadioGroup
          label={t('members.role')}
          name="role"
          value={role}
          onChange={setRole}
          options={[
            { value: 'member', label: t('members.member'), hint: t('members.member-hint') },
            { value: 'manager', label: t('members.manager'), hint: t('members.manager-hint') },
          ]}
        />
        <Button type="submit" isWide isPending={action.isPending}>
          {t('members.add-confirm')}
        </Button>
      </Form>
    </Dialog>
  );
}

interface LeavingProps {
  readonly organisationId: string;
  readonly member: Member;
  readonly onClose: () => void;
}

function Leaving({ organisationId, member, onClose }: LeavingProps) {
  const { t } = useTranslation('funder');
  const action = useAction({
    do: () =>
      ask(
        api.DELETE('/api/v1/organisations/{id}/members/{personId}', {
          params: { path: { id: organisationId, personId: member.personId } },
        }),
      ),
    changes: [['members']],
    onDone: onClose,
  });
  return (
    <Dialog title={t('members.remove-ask', { name: member.displayName })} isOpen onClose={onClose}>
      {action.refusal && <RefusalNotice refusal={action.refusal} />}
      <p>{t('members.remove-means')}</p>
      <Button kind="danger" isPending={action.isPending} onClick={() => action.run()}>
        {t('members.remove-confirm')}
      </Button>
    </Dialog>
  );
}
