import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { EmptyState } from '../../components/empty-state.js';
import { Instant } from '../../components/figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Notice } from '../../components/notice.js';
import { NumberField } from '../../components/number-field.js';
import { Status } from '../../components/status.js';
import { Table } from '../../components/table.js';
import { TextField } from '../../components/text-field.js';
import { useFormats } from '../../words/formats.js';
import { Act, Desk } from './desk.js';
import css from './operator.module.css';

/** The catalogue of modules. */
export function Modules() {
  const { t } = useTranslation('operator');
  const list = useList(['modules'], (after) =>
    ask(api.GET('/api/v1/modules', { params: { query: { after, retired: true } } })),
  );
  return (
    <Desk
      title={t('modules.title')}
      lead={t('modules.lead')}
      back={{ href: '/operateur/organisations', label: t('organisation.back') }}
      actions={<AddModule />}
    >
      <Loaded query={list}>
        {(items) => (
          <Table
            caption={t('modules.title')}
            isCaptionHidden
            rows={items}
            keyOf={(each) => each.id}
            columns={[
              { title: t('modules.name'), cell: (each) => each.title, isHeading: true },
              { title: t('modules.hours'), cell: (each) => each.hours, isFigure: true },
              {
                title: t('common.state'),
                cell: (each) => (
                  <Status tone={each.retired ? 'neutral' : 'good'}>
                    {t(each.retired ? 'modules.is-retired' : 'modules.in-use')}
                  </Status>
                ),
              },
              { title: t('modules.retire'), cell: (each) => !each.retired && <Retire module={each} /> },
            ]}
          />
        )}
      </Loaded>
      <More {...list} />
    </Desk>
  );
}

function AddModule() {
  const { t } = useTranslation('operator');
  const [title, setTitle] = useState('');
  const [hours, setHours] = useState<number | null>(3);
  return (
    <Act
      label={t('modules.add')}
      icon="plus"
      title={t('modules.add')}
      confirm={t('modules.add')}
      do={() => ask(api.POST('/api/v1/modules', { body: { title, hours: hours ?? 0 } }))}
      done={t('modules.added', { name: title })}
      onDone={() => setTitle('')}
    >
      <TextField label={t('modules.name')} name="title" value={title} onChange={setTitle} />
      <NumberField label={t('modules.hours')} name="hours" value={hours} onChange={setHours} min={1} />
    </Act>
  );
}

function Retire({ module: { id, title } }: { readonly module: Api['CatalogueModuleView'] }) {
  const { t } = useTranslation('operator');
  return (
    <Act
      label={t('modules.retire')}
      kind="quiet"
      title={t('modules.retire-title', { name: title })}
      confirm={t('modules.retire')}
      isDanger
      do={() => ask(api.DELETE('/api/v1/modules/{id}', { params: { path: { id } } }))}
      done={t('modules.retired', { name: title })}
    >
      <p>{t('modules.retire-what')}</p>
    </Act>
  );
}

/** The keys of the platform's own programs. */
export function ApiKeys() {
  const { t } = useTranslation('operator');
  const { instant } = useFormats();
  const [given, setGiven] = useState<Api['GivenApiKey'] | null>(null);
  const list = useList(['api-keys'], (after) =>
    ask(api.GET('/api/v1/api-keys', { params: { query: { after } } })),
  );
  return (
    <Desk
      title={t('keys.title')}
      lead={t('keys.lead')}
      back={{ href: '/operateur/organisations', label: t('organisation.back') }}
      actions={<CreateKey onGiven={setGiven} />}
    >
      {given && (
        <Notice kind="warning" title={t('keys.secret')}>
          <span className={css.mono}>{given.secret}</span>
        </Notice>
      )}
      <Loaded query={list}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('keys.none')} />
          ) : (
            <Table
              caption={t('keys.title')}
              isCaptionHidden
              rows={items}
              keyOf={(each) => each.id}
              columns={[
                { title: t('keys.name'), cell: (each) => each.name, isHeading: true },
                { title: t('keys.created'), cell: (each) => <Instant at={each.createdAt} short /> },
                {
                  title: t('common.state'),
                  cell: (each) =>
                    each.revokedAt
                      ? t('keys.revoked-on', { at: instant(each.revokedAt, true) })
                      : t('keys.active'),
                },
                { title: t('keys.revoke'), cell: (each) => !each.revokedAt && <Revoke apiKey={each} /> },
              ]}
            />
          )
        }
      </Loaded>
      <More {...list} />
    </Desk>
  );
}

function CreateKey({ onGiven }: { readonly onGiven: (key: Api['GivenApiKey']) => void }) {
  const { t } = useTranslation('operator');
  const [name, setName] = useState('');
  return (
    <Act
      label={t('keys.create')}
      icon="plus"
      title={t('keys.create')}
      confirm={t('keys.create')}
      do={() => ask(api.POST('/api/v1/api-keys', { body: { name } }))}
      done={t('keys.made', { name })}
      onDone={onGiven}
    >
      <p>{t('keys.create-what')}</p>
      <TextField label={t('keys.name')} name="name" value={name} onChange={setName} />
    </Act>
  );
}

function Revoke({ apiKey: { id, name } }: { readonly apiKey: Api['ApiKeyView'] }) {
  const { t } = useTranslation('operator');
  return (
    <Act
      label={t('keys.revoke')}
      kind="quiet"
      title={t('keys.revoke-title', { name })}
      confirm={t('keys.revoke')}
      isDanger
      do={() => ask(api.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } }))}
      done={t('keys.revoked', { name })}
    >
      <p>{t('keys.revoke-what')}</p>
    </Act>
  );
}
