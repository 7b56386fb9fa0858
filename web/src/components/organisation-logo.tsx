import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client.js';
import { refusalOf } from '../api/refusal.js';
import { useAction } from '../api/use-action.js';
import { Button } from './button.js';
import { FileField } from './file-field.js';
import { Form } from './form.js';
import { Loaded } from './loading.js';
import { Notice } from './notice.js';
import css from './organisation-logo.module.css';
import { Section } from './page.js';

/** The logo of a funder on the covers of its books: seen, put, removed. */
export function OrganisationLogo({ organisationId }: { readonly organisationId: string }) {
  const { t } = useTranslation();
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
