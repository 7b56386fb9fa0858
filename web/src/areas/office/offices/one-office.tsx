import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../../api/client.js';
import { useSignedIn } from '../../../api/session.js';
import { useAction } from '../../../api/use-action.js';
import { Button } from '../../../components/button.js';
import { Dialog } from '../../../components/dialog.js';
import { Instant } from '../../../components/figures.js';
import { Loaded } from '../../../components/loading.js';
import { Notice, RefusalNotice } from '../../../components/notice.js';
import { Page, Section } from '../../../components/page.js';
import { Members } from '../../../members/members.js';
import { Allotments } from '../stock/allotments.js';
import { Stock } from '../stock/stock.js';
import { type Office, useOffices } from '../use-office.js';

/** One office for its manager: its stock, its people, what came to it, and its closing. */
export function OneOffice({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('office');
  const { organisation } = useSignedIn();
  const query = useOffices();
  const office = query.data?.find(({ id }) => id === params['id']);
  return (
    <Page
      key={params['id']}
      title={office?.name ?? t('office.choice')}
      lead={office?.commune}
      back={{ href: '/antenne', label: t('offices.title') }}
    >
      <Loaded query={query}>
        {() =>
          office ? (
            <>
              {office.closedAt !== null && (
                <Notice kind="info" title={t('offices.closed')}>
                  <p>
                    {t('offices.closed-since')} <Instant at={office.closedAt} />
                  </p>
                </Notice>
              )}
              <Stock officeId={office.id} />
              <Members
                title={t('team.of-office')}
                organisation={organisation}
                officeId={office.id}
                mayInvite={office.closedAt === null}
              />
              <Allotments officeId={office.id} />
              {office.closedAt === null && <Closing office={office} />}
            </>
          ) : (
            <Notice kind="refusal" title={t('offices.unknown')} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Closing({ office }: { readonly office: Office }) {
  const { t } = useTranslation('office');
  const [isAsked, setAsked] = useState(false);
  const action = useAction({
    do: () => ask(api.POST('/api/v1/offices/{id}/closing', { params: { path: { id: office.id } } })),
    changes: [['offices']],
  });
  return (
    <Section title={t('closing.title')}>
      <p className="measure">{t('closing.lead')}</p>
      {action.refusal && <RefusalNotice refusal={action.refusal} />}
      <div>
        <Button kind="danger" isPending={action.isPending} onClick={() => setAsked(true)}>
          {t('closing.close')}
        </Button>
      </div>
      <Dialog
        title={t('closing.sure', { office: office.name })}
        isOpen={isAsked}
        onClose={() => setAsked(false)}
      >
        <p>{t('closing.sure-lead')}</p>
        <div className="row">
          <Button
            kind="danger"
            onClick={() => {
              setAsked(false);
              action.run();
            }}
          >
            {t('closing.close')}
          </Button>
          <Button kind="secondary" onClick={() => setAsked(false)}>
            {t('loss.cancel')}
          </Button>
        </div>
      </Dialog>
    </Section>
  );
}
