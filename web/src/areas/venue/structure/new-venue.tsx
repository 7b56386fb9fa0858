import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../../api/client.js';
import { useAction } from '../../../api/use-action.js';
import { Button } from '../../../components/button.js';
import { type Commune, CommuneField } from '../../../components/commune-field.js';
import { Form } from '../../../components/form.js';
import { TextField } from '../../../components/text-field.js';

const EMPTY = { name: '', street: '', postcode: '', opening: '' };

/** Opens a venue, which the public finds from then on. */
export function NewVenue({
  structureId,
  onDone,
}: {
  readonly structureId: string;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation('venue');
  const [fields, setFields] = useState(EMPTY);
  const [commune, setCommune] = useState<Commune | null>(null);
  const [isTried, setTried] = useState(false);
  const set = (name: keyof typeof EMPTY) => (value: string) => setFields({ ...fields, [name]: value });
  const action = useAction({
    do: (insee: string) =>
      ask(
        api.POST('/api/v1/structures/{id}/venues', {
          params: { path: { id: structureId } },
          body: { ...fields, insee },
        }),
      ),
    changes: [['structures'], ['venues']],
    onDone,
  });
  return (
    <Form
      refusal={action.refusal}
      onSubmit={() => {
        setTried(true);
        if (commune) action.run(commune.insee);
      }}
    >
      <h3>{t('venues.new')}</h3>
      <TextField label={t('venues.new-name')} name="name" value={fields.name} onChange={set('name')} />
      <CommuneField
        label={t('venues.commune')}
        name="insee"
        error={isTried && !commune ? t('venues.commune-missing') : null}
        onChange={(chosen) => {
          setCommune(chosen);
          const [postcode] = chosen?.postcodes ?? [];
          if (postcode) setFields((typed) => ({ ...typed, postcode }));
        }}
      />
      <TextField label={t('venues.street')} name="street" value={fields.street} onChange={set('street')} />
      <TextField
        label={t('venues.postcode')}
        name="postcode"
        isShort
        inputMode="numeric"
        value={fields.postcode}
        onChange={set('postcode')}
      />
      <TextField
        label={t('venues.new-opening')}
        name="opening"
        hint={t('venues.opening-hint')}
        isLong
        value={fields.opening}
        onChange={set('opening')}
      />
      <div>
        <Button type="submit" kind="secondary" icon="plus" isPending={action.isPending}>
          {t('venues.add')}
        </Button>
      </div>
    </Form>
  );
}
