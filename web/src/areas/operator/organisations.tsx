import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { RadioGroup } from '../../components/choice-fields.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { SelectField } from '../../components/select-field.js';
import { Table } from '../../components/table.js';
import { Act, Desk, Filters, useFilter } from './desk.js';
import { EMPTY, filled, IdentityFields } from './identity-fields.js';

const KINDS = ['funder', 'prescriber', 'state', 'structure', 'operator'] as const;
const CREATED = ['funder', 'prescriber', 'state'] as const;

/** Everyone on the platform. */
export function Organisations() {
  const { t } = useTranslation('operator');
  const [kind, setKind] = useFilter('role', KINDS);
  const list = useList(['organisations', kind], (after) =>
    ask(api.GET('/api/v1/organisations', { params: { query: { after, kind: kind || undefined } } })),
  );
  return (
    <Desk title={t('organisations.title')} lead={t('organisations.lead')} actions={<Create />}>
      <Filters>
        <SelectField
          label={t('organisations.kind')}
          value={kind}
          onChange={setKind}
          placeholder={t('common.all')}
          options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
        />
      </Filters>
      <div className="row">
        {(['agreements', 'modules', 'keys'] as const).map((page) => (
          <ButtonLink key={page} kind="quiet" href={ADDRESSES[page]}>
            {t(`organisations.${page}`)}
          </ButtonLink>
        ))}
      </div>
      <Loaded query={list}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('organisations.none')} />
          ) : (
            <Table
              caption={t('organisations.title')}
              isCaptionHidden
              rows={items}
              keyOf={(each) => each.id}
              columns={[
                {
                  title: t('organisations.name'),
                  cell: (each) => <Link href={`/operateur/organisations/${each.id}`}>{each.name}</Link>,
                  isHeading: true,
                },
                { title: t('organisations.kind'), cell: (each) => t(`kind.${each.kind}`) },
              ]}
            />
          )
        }
      </Loaded>
      <More {...list} />
    </Desk>
  );
}

const ADDRESSES = {
  agreements: '/operateur/conventions',
  modules: '/operateur/modules',
  keys: '/operateur/cles',
} as const;

function Create() {
  const { t } = useTranslation('operator');
  const [kind, setKind] = useState<(typeof CREATED)[number]>('funder');
  const [fields, setFields] = useState(EMPTY);
  const [, go] = useLocation();
  return (
    <Act
      label={t('organisations.create')}
      icon="plus"
      title={t('organisations.create-title')}
      confirm={t('organisations.create')}
      do={() => ask(api.POST('/api/v1/organisations', { body: { kind, ...filled(fields) } }))}
      onDone={({ id }) => go(`/operateur/organisations/${id}`)}
    >
      <RadioGroup
        label={t('organisations.kind')}
        name="kind"
        value={kind}
        onChange={setKind}
        options={CREATED.map((value) => ({ value, label: t(`kind.${value}`) }))}
        isRow
      />
      <IdentityFields value={fields} onChange={setFields} />
    </Act>
  );
}
