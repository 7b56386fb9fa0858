import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { Instant } from '../../components/figures.js';
import { RadioGroup } from '../../components/choice-fields.js';
import { Details } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Section } from '../../components/page.js';
import { SelectField } from '../../components/select-field.js';
import { Table } from '../../components/table.js';
import { TextField } from '../../components/text-field.js';
import { Act, Desk, Filters, useFilter } from './desk.js';
import css from './operator.module.css';

type Shown = Api['OrganisationView'];
const KINDS = ['funder', 'prescriber', 'state', 'structure', 'operator'] as const;
const CREATED = ['funder', 'prescriber', 'state'] as const;
const EMPTY = { name: '', siret: '', street: '', postcode: '', city: '', serviceCode: '', vatNumber: '' };
type Fields = typeof EMPTY;

/** What is left empty is not sent. */
const filled = ({ serviceCode, vatNumber, ...needed }: Fields) => ({
  ...needed,
  ...(serviceCode.trim() ? { serviceCode } : {}),
  ...(vatNumber.trim() ? { vatNumber } : {}),
});

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

function IdentityFields({ value, onChange }: { value: Fields; onChange: (value: Fields) => void }) {
  const { t } = useTranslation('operator');
  const field = (name: keyof Fields) => ({
    name,
    value: value[name],
    onChange: (text: string) => onChange({ ...value, [name]: text }),
  });
  return (
    <>
      <TextField label={t('organisations.name')} {...field('name')} />
      <TextField
        label={t('organisations.siret')}
        hint={t('organisations.siret-hint')}
        inputMode="numeric"
        {...field('siret')}
      />
      <TextField label={t('organisations.street')} {...field('street')} />
      <TextField label={t('organisations.postcode')} inputMode="numeric" isShort {...field('postcode')} />
      <TextField label={t('organisations.city')} {...field('city')} />
      <TextField label={t('organisations.service-code')} isOptional {...field('serviceCode')} />
      <TextField label={t('organisations.vat-number')} isOptional {...field('vatNumber')} />
    </>
  );
}

function Create() {
  const { t } = useTranslation('operator');
  const [kind, setKind] = useState<(typeof CREATED)[number]>('funder');
  const [fields, setFields] = useState(EMPTY);
  return (
    <Act
      label={t('organisations.create')}
      icon="plus"
      title={t('organisations.create-title')}
      confirm={t('organisations.create')}
      do={() => ask(api.POST('/api/v1/organisations', { body: { kind, ...filled(fields) } }))}
      done={t('organisations.created', { name: fields.name })}
      onDone={() => setFields(EMPTY)}
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
  const [fields, setFields] = useState<Fields>(() => ({
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

function Members({ organisation: { id, name } }: { readonly organisation: Shown }) {
  const { t } = useTranslation('operator');
  const list = useList(['members', id], (after) =>
    ask(api.GET('/api/v1/organisations/{id}/members', { params: { path: { id }, query: { after } } })),
  );
  return (
    <Section title={t('organisation.members')} actions={<AddMember id={id} name={name} />}>
      <Loaded query={list}>
        {(members) =>
          members.length === 0 ? (
            <p className="soft">{t('organisation.members-none')}</p>
          ) : (
            <Table
              caption={t('organisation.members')}
              isCaptionHidden
              rows={members}
              keyOf={(each) => each.personId}
              columns={[
                { title: t('organisation.member'), cell: (each) => each.displayName, isHeading: true },
                {
                  title: t('organisation.email'),
                  cell: (each) => <span className={css.break}>{each.email}</span>,
                },
                { title: t('organisation.role'), cell: (each) => t(`organisation.role-${each.role}`) },
                { title: t('organisation.since'), cell: (each) => <Instant at={each.since} short /> },
                {
                  title: t('organisation.remove'),
                  cell: (each) => (
                    <Act
                      label={t('organisation.remove')}
                      kind="quiet"
                      title={t('organisation.remove-title', { person: each.displayName })}
                      confirm={t('organisation.remove')}
                      isDanger
                      do={() =>
                        ask(
                          api.DELETE('/api/v1/organisations/{id}/members/{personId}', {
                            params: { path: { id, personId: each.personId } },
                          }),
                        )
                      }
                      done={t('organisation.removed', { person: each.displayName, name })}
                    >
                      <p>{t('organisation.remove-what', { person: each.displayName, name })}</p>
                    </Act>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
      <More {...list} />
    </Section>
  );
}

function AddMember({ id, name }: { readonly id: string; readonly name: string }) {
  const { t } = useTranslation('operator');
  const [email, setEmail] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [role, setRole] = useState<'manager' | 'member'>('member');
  return (
    <Act
      label={t('organisation.add')}
      kind="secondary"
      icon="plus"
      title={t('organisation.add-title', { name })}
      confirm={t('organisation.add')}
      do={() =>
        ask(
          api.POST('/api/v1/organisations/{id}/members', {
            params: { path: { id } },
            body: { email, role, ...(displayName.trim() ? { displayName } : {}) },
          }),
        )
      }
      done={t('organisation.added', { email, name })}
      onDone={() => {
        setEmail('');
        setDisplayName('');
      }}
    >
      <p>{t('organisation.add-how')}</p>
      <TextField
        label={t('organisation.email')}
        name="email"
        type="email"
        value={email}
        onChange={setEmail}
      />
      <TextField
        label={t('organisation.add-name')}
        hint={t('organisation.add-name-hint')}
        name="displayName"
        isOptional
        value={displayName}
        onChange={setDisplayName}
      />
      <RadioGroup
        label={t('organisation.role')}
        name="role"
        value={role}
        onChange={setRole}
        options={[
          { value: 'member', label: t('organisation.role-member') },
          {
            value: 'manager',
            label: t('organisation.role-manager'),
            hint: t('organisation.role-manager-hint'),
          },
        ]}
      />
    </Act>
  );
}
