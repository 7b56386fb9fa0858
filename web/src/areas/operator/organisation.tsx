import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { Details } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { OrganisationLogo } from '../../components/organisation-logo.js';
import { Section } from '../../components/page.js';
import { Members } from '../../members/members.js';
import { Act, Desk } from './desk.js';
import { FunderArchive } from './funder-archive.js';
import { filled, type Identity, IdentityFields } from './identity-fields.js';

type Shown = Api['OrganisationView'];

/** An organisation, and who acts for it. */
export function Organisation({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('operator');
  const id = params.id!;
  const query = useQuery({
    queryKey: ['organisation', id],
    queryFn: () => ask(api.GET('/api/v1/organisations/{id}', { params: { path: { id } } })),
  });
  const shown = query.data;
  return (
    <Desk
      title={shown?.name ?? t('organisations.name')}
      lead={shown && t(`kind.${shown.kind}`)}
      back={{ href: '/operateur/organisations', label: t('organisation.back') }}
    >
      <Loaded query={query}>
        {(organisation) => (
          <>
            <Section
              title={t('organisation.details')}
              actions={<Change organisation={organisation} />}
              isCard
            >
              <Details
                items={[
                  { label: t('organisations.siret'), value: organisation.siret ?? t('common.none') },
                  {
                    label: t('organisations.street'),
                    value: [organisation.street, organisation.postcode, organisation.city]
                      .filter(Boolean)
                      .join(' '),
                  },
                  {
                    label: t('organisations.service-code'),
                    value: organisation.serviceCode ?? t('common.none'),
                  },
                  { label: t('organisations.vat-number'), value: organisation.vatNumber ?? t('common.none') },
                ]}
              />
              {organisation.kind === 'structure' && (
                <Link href={`/operateur/structures/${id}`}>{t('organisation.structure')}</Link>
              )}
            </Section>
            <Members organisation={organisation} />
            {organisation.kind === 'funder' && (
              <>
                <OrganisationLogo organisationId={id} />
                <FunderArchive id={id} name={organisation.name} />
              </>
            )}
            <Link href={`/operateur/journal?objet=${id}`}>{t('common.trail')}</Link>
          </>
        )}
      </Loaded>
    </Desk>
  );
}

function Change({ organisation }: { readonly organisation: Shown }) {
  const { t } = useTranslation('operator');
  const { id, name } = organisation;
  const [fields, setFields] = useState<Identity>(() => ({
    name,
    siret: organisation.siret ?? '',
    street: organisation.street ?? '',
    postcode: organisation.postcode ?? '',
    city: organisation.city ?? '',
    serviceCode: organisation.serviceCode ?? '',
    vatNumber: organisation.vatNumber ?? '',
  }));
  return (
    <Act
      label={t('organisation.change')}
      kind="secondary"
      title={t('organisation.change-title', { name })}
      confirm={t('organisation.save')}
      do={() =>
        ask(api.PUT('/api/v1/organisations/{id}', { params: { path: { id } }, body: filled(fields) }))
      }
      done={t('organisation.changed', { name: fields.name })}
    >
      <IdentityFields value={fields} onChange={setFields} />
    </Act>
  );
}
