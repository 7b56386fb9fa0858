import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../api/client.js';
import { useSignedIn } from '../api/session.js';
import { Button } from '../components/button.js';
import { Instant } from '../components/figures.js';
import { Loaded } from '../components/loading.js';
import { More, useList } from '../components/more.js';
import { Notice } from '../components/notice.js';
import { Section } from '../components/page.js';
import { Table } from '../components/table.js';
import { Changing } from './changing.js';
import { Inviting } from './inviting.js';
import { Leaving } from './leaving.js';
import css from './members.module.css';
import { useOfficesOf } from './use-offices-of.js';

export type Member = Api['MemberView'];

/** Whose members: a session's organisation, or any other for the operator. */
export type Owner = Pick<Api['OrganisationName'], 'id' | 'kind' | 'name'>;

/** What each dialog is told: whom it is about is its caller's. */
export interface DialogOfMembers {
  readonly organisation: Owner;
  /** Closes it, saying what was done if something was. */
  readonly onEnd: (done?: string) => void;
}

interface MembersProps {
  readonly organisation: Owner;
  /** Only those kept to this office; an invitation then begins with it. */
  readonly officeId?: string;
  readonly title?: string;
  /** Not to an office that is closed. */
  readonly mayInvite?: boolean;
}

/** Who may act for an organisation: managers invite, change and remove them. */
export function Members({ organisation, officeId, title, mayInvite = true }: MembersProps) {
  const { t } = useTranslation();
  const { manager: mayChange, person } = useSignedIn();
  const offices = useOfficesOf(organisation);
  const [open, setOpen] = useState<'invite' | { act: 'change' | 'remove'; member: Member } | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const list = useList(['members', organisation.id], (after) =>
    ask(
      api.GET('/api/v1/organisations/{id}/members', {
        params: { path: { id: organisation.id }, query: { after, limit: 200 } },
      }),
    ),
  );
  const start = (next: NonNullable<typeof open>) => {
    setDone(null);
    setOpen(next);
  };
  const end = (said?: string) => {
    setOpen(null);
    setDone(said ?? null);
  };
  const place = (member: Member) =>
    member.officeId === null
      ? t('members.every-office')
      : (offices.find(({ id }) => id === member.officeId)?.name ?? '');
  const acts = (member: Member) =>
    member.personId === person?.id ? (
      t('members.you')
    ) : (
      <span className={css.acts}>
        {(['change', 'remove'] as const).map((act) => (
          <Button key={act} kind="quiet" onClick={() => start({ act, member })}>
            {t(`members.${act}`)}
            <span className="visually-hidden"> : {member.displayName}</span>
          </Button>
        ))}
      </span>
    );
  return (
    <Section
      title={title ?? t('members.title')}
      actions={
        mayChange &&
        mayInvite && (
          <Button kind="secondary" icon="plus" onClick={() => start('invite')}>
            {t('members.invite')}
          </Button>
        )
      }
    >
      {done && <Notice kind="success" isAnswer title={done} />}
      <Loaded query={list} lines={2}>
        {(members) => {
          const shown = members.filter((member) => officeId === undefined || member.officeId === officeId);
          if (shown.length === 0)
            return <p className="soft">{t(officeId ? 'members.none-here' : 'members.none')}</p>;
          return (
            <Table
              caption={title ?? t('members.title')}
              isCaptionHidden
              rows={shown}
              keyOf={({ personId }) => personId}
              columns={[
                { title: t('members.name'), isHeading: true, cell: ({ displayName }) => displayName },
                {
                  title: t('members.email'),
                  cell: ({ email }) => <span className={css.email}>{email}</span>,
                },
                { title: t('members.role'), cell: ({ role }) => t(`members.${role}.${organisation.kind}`) },
                ...(organisation.kind === 'prescriber'
                  ? [{ title: t('members.office'), cell: place }]
                  : [
                      {
                        title: t('members.since'),
                        cell: ({ since }: Member) => <Instant at={since} short />,
                      },
                    ]),
                ...(mayChange ? [{ title: t('members.act'), cell: acts }] : []),
              ]}
            />
          );
        }}
      </Loaded>
      <More {...list} />
      {open === 'invite' && <Inviting organisation={organisation} officeId={officeId} onEnd={end} />}
      {open !== null && open !== 'invite' && open.act === 'change' && (
        <Changing organisation={organisation} member={open.member} onEnd={end} />
      )}
      {open !== null && open !== 'invite' && open.act === 'remove' && (
        <Leaving organisation={organisation} member={open.member} onEnd={end} />
      )}
    </Section>
  );
}
