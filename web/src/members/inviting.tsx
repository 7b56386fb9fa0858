import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client.js';
import { useAction } from '../api/use-action.js';
import { Button } from '../components/button.js';
import { Dialog } from '../components/dialog.js';
import { Form } from '../components/form.js';
import { TextField } from '../components/text-field.js';
import type { DialogOfMembers } from './members.js';
import { type Place, placeAsked, PlaceFields } from './place-fields.js';

/** Makes a person a member; one who is new here gets a link to choose a password. */
export function Inviting({
  organisation,
  officeId,
  onEnd,
}: DialogOfMembers & { readonly officeId?: string }) {
  const { t } = useTranslation();
  const [email, setEmail] = useState('');
  const [displayName, setName] = useState('');
  const [place, setPlace] = useState<Place>({ role: 'member', officeId: officeId ?? '' });
  const action = useAction({
    do: () =>
      ask(
        api.POST('/api/v1/organisations/{id}/members', {
          params: { path: { id: organisation.id } },
          body: {
            email: email.trim(),
            ...placeAsked(place),
            ...(displayName.trim() && { displayName: displayName.trim() }),
          },
        }),
      ),
    changes: [['members']],
    onDone: (member) =>
      onEnd(t('members.invited', { name: member.displayName, organisation: organisation.name })),
  });
  return (
    <Dialog title={t('members.invite')} isOpen onClose={() => onEnd()}>
      <Form onSubmit={() => action.run()} refusal={action.refusal}>
        <TextField label={t('members.email')} name="email" type="email" value={email} onChange={setEmail} />
        <TextField
          label={t('members.name')}
          name="displayName"
          hint={t('members.name-hint')}
          isOptional
          value={displayName}
          onChange={setName}
          maxLength={120}
        />
        <PlaceFields organisation={organisation} value={place} onChange={setPlace} />
        <Button type="submit" isWide isPending={action.isPending}>
          {t('members.invite-confirm')}
        </Button>
      </Form>
    </Dialog>
  );
}
