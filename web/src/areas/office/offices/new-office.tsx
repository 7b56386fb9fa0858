import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { api, ask } from '../../../api/client.js';
import { useAction } from '../../../api/use-action.js';
import { Button } from '../../../components/button.js';
import { CommuneField } from '../../../components/commune-field.js';
import { Form } from '../../../components/form.js';
import { Page } from '../../../components/page.js';
import { TextField } from '../../../components/text-field.js';
import { announce } from '../../../shell/live-region.js';

export function NewOffice() {
  const { t } = useTranslation('office');
  const [, navigate] = useLocation();
  const [name, setName] = useState('');
  const [insee, setInsee] = useState('');
  const action = useAction({
    do: () => ask(api.POST('/api/v1/offices', { body: { name: name.trim(), insee } })),
    changes: [['offices']],
    onDone: ({ id, name: opened }) => {
      announce(t('new-office.done', { office: opened }));
      navigate(`/antenne/antennes/${id}`);
    },
  });
  return (
    <Page
      title={t('office.open')}
      lead={t('new-office.lead')}
      back={{ href: '/antenne', label: t('offices.title') }}
      isNarrow
    >
      <Form onSubmit={() => action.run()} refusal={action.refusal}>
        <TextField
          label={t('new-office.name')}
          name="name"
          hint={t('new-office.name-hint')}
          value={name}
          onChange={setName}
          maxLength={120}
        />
        <CommuneField
          label={t('offices.commune')}
          name="insee"
          onChange={(commune) => setInsee(commune?.insee ?? '')}
        />
        <div>
          <Button type="submit" isPending={action.isPending}>
            {t('office.open')}
          </Button>
        </div>
      </Form>
    </Page>
  );
}
