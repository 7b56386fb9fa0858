import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { useAction } from '../../api/use-action.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Instant } from '../../components/figures.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Notice, RefusalNotice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { Status } from '../../components/status.js';
import { Table } from '../../components/table.js';
import { TextField } from '../../components/text-field.js';
import css from './organisation.module.css';

type Key = Api['ApiKeyView'];

/** The keys with which the organisation's own programs act for it. */
export function Keys() {
  const { t } = useTranslation('funder');
  const [name, setName] = useState('');
  const [given, setGiven] = useState<Api['GivenApiKey'] | null>(null);
  const [leaving, setLeaving] = useState<Key | null>(null);
  const list = useList(['api-keys'], (after) =>
    ask(api.GET('/api/v1/api-keys', { params: { query: { after } } })),
  );
  const action = useAction({
    do: () => ask(api.POST('/api/v1/api-keys', { body: { name: name.trim() } })),
    changes: [['api-keys']],
    onDone: (key) => {
      setGiven(key);
      setName('');
    },
  });
  return (
    <Section title={t('keys.title')}>
      <p className="measure">{t('keys.lead')}</p>
      {given && (
        <Notice kind="success" isAnswer title={t('keys.given', { name: given.name })}>
          <p className={css.secret}>
            <code>{given.secret}</code>
          </p>
        </Notice>
      )}
      <Loaded query={list} lines={1}>
        {(keys) =>
          keys.length === 0 ? (
            <p className="soft">{t('keys.none')}</p>
          ) : (
            <Table
              caption={t('keys.title')}
              isCaptionHidden
              rows={keys}
              keyOf={({ id }) => id}
              columns={[
                { title: t('keys.name'), isHeading: true, cell: (key) => key.name },
                { title: t('keys.made'), cell: ({ createdAt }) => <Instant at={createdAt} short /> },
                {
                  title: t('books.state'),
                  cell: ({ revokedAt }) =>
                    revokedAt ? (
                      <Status tone="neutral">{t('keys.revoked')}</Status>
                    ) : (
                      <Status tone="good">{t('keys.good')}</Status>
                    ),
                },
                {
                  title: t('asleep.act'),
                  cell: (key) =>
                    key.revokedAt === null && (
                      <Button kind="quiet" onClick={() => setLeaving(key)}>
                        {t('keys.revoke')}
                        <span className="visually-hidden"> : {key.name}</span>
                      </Button>
                    ),
                },
              ]}
            />
          )
        }
      </Loaded>
      <More {...list} />
      <Form onSubmit={() => action.run()} refusal={action.refusal}>
        <TextField
          label={t('keys.new')}
          name="name"
          hint={t('keys.new-hint')}
          value={name}
          onChange={setName}
          maxLength={100}
        />
        <div>
          <Button type="submit" kind="secondary" isPending={action.isPending}>
            {t('keys.make')}
          </Button>
        </div>
      </Form>
      {leaving && <Revoking apiKey={leaving} onClose={() => setLeaving(null)} />}
    </Section>
  );
}

function Revoking({ apiKey, onClose }: { readonly apiKey: Key; readonly onClose: () => void }) {
  const { t } = useTranslation('funder');
  const action = useAction({
    do: () => ask(api.DELETE('/api/v1/api-keys/{id}', { params: { path: { id: apiKey.id } } })),
    changes: [['api-keys']],
    onDone: onClose,
  });
  return (
    <Dialog title={t('keys.revoke-ask', { name: apiKey.name })} isOpen onClose={onClose}>
      {action.refusal && <RefusalNotice refusal={action.refusal} />}
      <p>{t('keys.revoke-means')}</p>
      <Button kind="danger" isPending={action.isPending} onClick={() => action.run()}>
        {t('keys.revoke')}
      </Button>
    </Dialog>
  );
}
