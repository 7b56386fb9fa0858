import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../../api/client.js';
import { useSignedIn } from '../../../api/session.js';
import { useAction } from '../../../api/use-action.js';
import { Button } from '../../../components/button.js';
import { Dialog } from '../../../components/dialog.js';
import { Loaded } from '../../../components/loading.js';
import { More, useList } from '../../../components/more.js';
import { RefusalNotice } from '../../../components/notice.js';
import { Table } from '../../../components/table.js';
import { useOffices } from '../use-office.js';

type Member = Api['MemberView'];

/** The people of the organisation, or those of one office, and the way out. */
export function Members({ officeId }: { readonly officeId?: string }) {
  const { t } = useTranslation('office');
  const { organisation, person } = useSignedIn();
  const offices = useOffices();
  const [leaving, setLeaving] = useState<Member | null>(null);
  const list = useList(['members', organisation.id], (after) =>
    ask(
      api.GET('/api/v1/organisations/{id}/members', {
        params: { path: { id: organisation.id }, query: { after, limit: 200 } },
      }),
    ),
  );
  const action = useAction({
    do: async ({ personId }: Member) => {
      const path = { id: organisation.id, personId };
      await ask(api.DELETE('/api/v1/organisations/{id}/members/{personId}', { params: { path } }));
    },
    changes: [['members']],
  });
  const officeName = (member: Member) =>
    member.officeId === null
      ? t('team.every-office')
      : (offices.data?.find(({ id }) => id === member.officeId)?.name ?? '');
  return (
    <>
      {action.refusal && <RefusalNotice refusal={action.refusal} />}
      <Loaded query={list}>
        {(members) => {
          const shown = members.filter((member) => officeId === undefined || member.officeId === officeId);
          if (shown.length === 0) return <p className="soft">{t('team.nobody')}</p>;
          return (
            <Table
              caption={t('team.title')}
              isCaptionHidden
              rows={shown}
              keyOf={({ personId }) => personId}
              columns={[
                { title: t('team.name'), isHeading: true, cell: ({ displayName }) => displayName },
                { title: t('team.email'), cell: ({ email }) => email },
                {
                  title: t('team.role'),
                  cell: ({ role }) => (role === 'manager' ? t('team.manager') : t('team.member')),
                },
                { title: t('office.choice'), cell: officeName },
                {
                  title: t('stock.act'),
                  cell: (member) =>
                    member.personId === person?.id ? (
                      t('team.you')
                    ) : (
                      <Button kind="quiet" onClick={() => setLeaving(member)}>
                        {t('team.remove')}
                        <span className="visually-hidden"> {member.displayName}</span>
                      </Button>
                    ),
                },
              ]}
            />
          );
        }}
      </Loaded>
      <More {...list} />
      <Dialog
        title={t('team.sure', { name: leaving?.displayName ?? '' })}
        isOpen={leaving !== null}
        onClose={() => setLeaving(null)}
      >
        <p>{t('team.sure-lead')}</p>
        <div className="row">
          <Button
            kind="danger"
            onClick={() => {
              if (leaving) action.run(leaving);
              setLeaving(null);
            }}
          >
            {t('team.remove')}
          </Button>
          <Button kind="secondary" onClick={() => setLeaving(null)}>
            {t('loss.cancel')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
