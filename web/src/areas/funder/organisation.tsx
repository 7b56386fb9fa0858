import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { useSignedIn } from '../../api/session.js';
import { useAction } from '../../api/use-action.js';
import { Button } from '../../components/button.js';
import { Form } from '../../components/form.js';
import { Details } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { OrganisationLogo } from '../../components/organisation-logo.js';
import { Page, Section } from '../../components/page.js';
import { TextField } from '../../components/text-field.js';
import { Members } from '../../members/members.js';
import { Keys } from './keys.js';

type OrganisationView = Api['OrganisationView'];

/** What invoices and books say of the organisation, who may act for it, and its programs. */
export function Organisation() {
  const { t } = useTranslation('funder');
  const { organisation } = useSignedIn();
  const path = { id: organisation.id };
  const query = useQuery({
    queryKey: ['organisation', organisation.id],
    queryFn: () => ask(api.GET('/api/v1/organisations/{id}', { params: { path } })),
  });
  return (
    <Page title={t('organisation.title')} lead={t('organisation.lead')}>
      <Loaded query={query}>
        {(found) => (
          <Section title={t('organisation.invoices')} isCard>
            <Details
              items={[
                { label: t('organisation.name'), value: found.name },
                { label: t('organisation.siret'), value: found.siret ?? t('organisation.none') },
                {
                  label: t('organisation.address'),
                  value: [found.street, [found.postcode, found.city].filter(Boolean).join(' ')]
                    .filter(Boolean)
                    .join(', '),
                },
                { label: t('organisation.vat'), value: found.vatNumber ?? t('organisation.none') },
              ]}
            />
            <ServiceCode key={found.serviceCode} organisation={found} />
          </Section>
        )}
      </Loaded>
      <OrganisationLogo organisationId={organisation.id} />
      <Members organisation={organisation} />
      <Keys />
    </Page>
  );
}

function ServiceCode({ organisation }: { readonly organisation: OrganisationView }) {
  const { t } = useTranslation('funder');
  const [code, setCode] = useState(organisation.serviceCode ?? '');
  const { id, name, siret, street, postcode, city, vatNumber } = organisation;
  const action = useAction({
    do: () =>
      ask(
        api.PUT('/api/v1/organisations/{id}', {
          params: { path: { id } },
          body: {
            name,
            siret: siret ?? '',
            street: street ?? '',
            postcode: postcode ?? '',
            city: city ?? '',
            ...(vatNumber ? { vatNumber } : {}),
            ...(code.trim() ? { serviceCode: code.trim() } : {}),
          },
        }),
      ),
    changes: [['organisation']],
  });
  return (
    <Form onSubmit={() => action.run()} refusal={action.refusal}>
      <TextField
        label={t('organisation.service-code')}
        name="serviceCode"
        hint={t('organisation.service-code-hint')}
        isOptional
        isShort
        maxLength={100}
        value={code}
        onChange={setCode}
      />
      <div>
        <Button type="submit" kind="secondary" isPending={action.isPending}>
          {t('organisation.save')}
        </Button>
      </div>
    </Form>
  );
}
