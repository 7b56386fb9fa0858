import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { refusalOf } from '../../api/refusal.js';
import { useSignedIn } from '../../api/session.js';
import { useAction } from '../../api/use-action.js';
import { Button } from '../../components/button.js';
import { FileField } from '../../components/file-field.js';
import { Form } from '../../components/form.js';
import { Details } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { TextField } from '../../components/text-field.js';
import { Keys } from './keys.js';
import { Members } from './members.js';
import css from './organisation.module.css';

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
      <Logo organisationId={organisation.id} />
      <Members organisationId={organisation.id} />
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

/** The logo on the covers of the books. */
function Logo({ organisationId }: { readonly organisationId: string }) {
  const { t } = useTranslation('funder');
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const params = { path: { id: organisationId } };
  const logo = useQuery({
    queryKey: ['logo', organisationId],
    queryFn: async () => {
      const { data, error, response } = await api.GET('/api/v1/organisations/{id}/logo', {
        params,
        parseAs: 'blob',
      });
      if (response.status === 404) return null;
      if (!data) throw refusalOf(response.status, error);
      return URL.createObjectURL(data);
    },
  });
  const finish = (sentence: string) => {
    setFile(null);
    setDone(sentence);
    void queries.invalidateQueries({ queryKey: ['logo'] });
  };
  const putting = useAction({
    do: (chosen: File) =>
      ask(
        api.PUT('/api/v1/organisations/{id}/logo', {
          params,
          // The file is the body as it is; its document only tells that it is binary.
          body: chosen as unknown as string,
          bodySerializer: (body) => body as unknown as Blob,
          headers: { 'content-type': chosen.type },
        }),
      ),
    changes: [],
    onDone: () => finish(t('logo.done')),
  });
  const removing = useAction({
    do: () => ask(api.DELETE('/api/v1/organisations/{id}/logo', { params })),
    changes: [],
    onDone: () => finish(t('logo.removed')),
  });
  return (
    <Section title={t('logo.title')} isCard>
      <p className="measure">{t('logo.lead')}</p>
      {done && <Notice kind="success" isAnswer title={done} />}
      <Loaded query={logo} lines={1}>
        {(picture) =>
          picture ? (
            <img src={picture} alt={t('logo.alt')} className={css.logo} />
          ) : (
            <p className="soft">{t('logo.none')}</p>
          )
        }
      </Loaded>
      <Form onSubmit={() => file && putting.run(file)} refusal={putting.refusal ?? removing.refusal}>
        <FileField
          label={t('logo.file')}
          hint={t('logo.file-hint')}
          accept=".png,.svg,image/png,image/svg+xml"
          onChange={setFile}
        />
        <div className="row">
          <Button type="submit" kind="secondary" isPending={putting.isPending}>
            {t('logo.put')}
          </Button>
          {logo.data && (
            <Button kind="quiet" isPending={removing.isPending} onClick={() => removing.run()}>
              {t('logo.remove')}
            </Button>
          )}
        </div>
      </Form>
    </Section>
  );
}
