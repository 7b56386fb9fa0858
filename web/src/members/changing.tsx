import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client.js';
import { useAction } from '../api/use-action.js';
import { Button } from '../components/button.js';
import { Dialog } from '../components/dialog.js';
import { Form } from '../components/form.js';
import type { DialogOfMembers, Member } from './members.js';
import { type Place, placeAsked, PlaceFields } from './place-fields.js';

/** Gives a member another role or another office. */
export function Changing({ organisation, member, onEnd }: DialogOfMembers & { readonly member: Member }) {
  const { t } = useTranslation();
  const { personId, displayName: name } = member;
  const [place, setPlace] = useState<Place>({ role: member.role, officeId: member.officeId ?? '' });
  const action = useAction({
    do: () =>
      ask(
        api.PUT('/api/v1/organisations/{id}/members/{personId}', {
          params: { path: { id: organisation.id, personId } },
          body: placeAsked(place),
        }),
      ),
    changes: [['members']],
    onDone: () => onEnd(t('members.changed', { name })),
  });
  return (
    <Dialog title={t('members.change-title', { name })} isOpen onClose={() => onEnd()}>
      <Form onSubmit={() => action.run()} refusal={action.refusal}>
        <PlaceFields organisation={organisation} value={place} onChange={setPlace} />
        <p className="soft">{t('members.change-means')}</p>
        <Button type="submit" isWide isPending={action.isPending}>
          {t('members.save')}
        </Button>
      </Form>
    </Dialog>
  );
}
