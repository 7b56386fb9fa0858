import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { AmountField } from '../../components/amount-field.js';
import { RadioGroup } from '../../components/choice-fields.js';
import { DateField } from '../../components/date-field.js';
import { EmptyState } from '../../components/empty-state.js';
import { Money } from '../../components/figures.js';
import { Details, KeyFigures } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { NumberField } from '../../components/number-field.js';
import { Section } from '../../components/page.js';
import { SelectField } from '../../components/select-field.js';
import { Table } from '../../components/table.js';
import { TextField } from '../../components/text-field.js';
import { useFormats } from '../../words/formats.js';
import { Act, Desk } from './desk.js';
import css from './operator.module.css';

type Shown = Api['GrantAgreementView'];

function useOrganisations(kind: 'funder' | 'state') {
  const { data } = useQuery({
    queryKey: ['organisations', 'all', kind],
    queryFn: () => ask(api.GET('/api/v1/organisations', { params: { query: { kind, limit: 100 } } })),
  });
  return data?.items ?? [];
}

/** The grant agreements. */
export function Agreements() {
  const { t } = useTranslation('operator');
  const list = useList(['agreements'], (after) =>
    ask(api.GET('/api/v1/grant-agreements', { params: { query: { after } } })),
  );
  return (
    <Desk
      title={t('agreements.title')}
      lead={t('agreements.lead')}
      back={{ href: '/operateur/organisations', label: t('organisation.back') }}
      actions={<Create />}
    >
      <Loaded query={list}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('agreements.none')} />
          ) : (
            <Table
              caption={t('agreements.title')}
              isCaptionHidden
              rows={items}
              keyOf={(each) => each.id}
              columns={[
                {
                  title: t('agreements.reference'),
                  cell: (each) => <Link href={`/operateur/conventions/${each.id}`}>{each.reference}</Link>,
                  isHeading: true,
                },
                { title: t('agreements.name'), cell: (each) => each.title },
                { title: t('agreements.state'), cell: (each) => each.state.name },
                {
                  title: t('agreements.ceiling'),
                  cell: (each) => <Money cents={each.ceilingCents} />,
                  isFigure: true,
                },
                {
                  title: t('agreements.remaining'),
                  cell: (each) => <Money cents={each.remainingCeilingCents} />,
                  isFigure: true,
                },
              ]}
            />
          )
        }
      </Loaded>
      <More {...list} />
    </Desk>
  );
}

function Create() {
  const { t } = useTranslation('operator');
  const { money } = useFormats();
  const states = useOrganisations('state');
  const [text, setText] = useState({ reference: '', title: '', stateId: '', startsOn: '', endsOn: '' });
  const [ceilingCents, setCeiling] = useState<number | null>(null);
  const [rate, setRate] = useState<{ numerator: number | null; denominator: number | null }>({
    numerator: 1,
    denominator: 2,
  });
  const [paidTo, setPaidTo] = useState<'operator' | 'funder'>('operator');
  const field = (name: keyof typeof text) => ({
    name,
    value: text[name],
    onChange: (value: string) => setText({ ...text, [name]: value }),
  });
  return (
    <Act
      label={t('agreements.create')}
      icon="plus"
      title={t('agreements.create-title')}
      confirm={t('agreements.create')}
      do={() =>
        ask(
          api.POST('/api/v1/grant-agreements', {
            body: {
              ...text,
              ceilingCents: ceilingCents ?? 0,
              rateNumerator: rate.numerator ?? 0,
              rateDenominator: rate.denominator ?? 0,
              paidTo,
            },
          }),
        )
      }
      done={t('agreements.created', { reference: text.reference })}
    >
      <TextField label={t('agreements.reference')} {...field('reference')} />
      <TextField label={t('agreements.name')} {...field('title')} />
      <SelectField
        label={t('agreements.state')}
        {...field('stateId')}
        placeholder={t('agreements.choose')}
        options={states.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <DateField label={t('agreements.starts')} {...field('startsOn')} />
      <DateField label={t('agreements.ends')} {...field('endsOn')} />
      <AmountField
        label={t('agreements.ceiling')}
        name="ceilingCents"
        cents={ceilingCents}
        onChange={setCeiling}
      />
      <NumberField
        label={t('agreements.numerator')}
        name="rateNumerator"
        value={rate.numerator}
        onChange={(numerator) => setRate({ ...rate, numerator })}
        min={1}
      />
      <NumberField
        label={t('agreements.denominator')}
        name="rateDenominator"
        value={rate.denominator}
        onChange={(denominator) => setRate({ ...rate, denominator })}
        min={1}
      />
      <RadioGroup
        label={t('agreements.paid-to')}
        name="paidTo"
        value={paidTo}
        onChange={setPaidTo}
        options={(['operator', 'funder'] as const).map((value) => ({
          value,
          label: t(`agreements.paid-to-${value}`),
        }))}
      />
      {ceilingCents !== null && (
        <p>
          {t('agreements.create-what', {
            ceiling: money(ceilingCents),
            numerator: rate.numerator ?? '',
            denominator: rate.denominator ?? '',
          })}
        </p>
      )}
    </Act>
  );
}

/** A grant agreement, and the funders who may use it. */
export function Agreement({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('operator');
  const { day } = useFormats();
  const id = params.id!;
  const query = useQuery({
    queryKey: ['agreement', id],
    queryFn: () => ask(api.GET('/api/v1/grant-agreements/{id}', { params: { path: { id } } })),
  });
  return (
    <Desk
      title={query.data?.reference ?? t('agreements.title')}
      lead={query.data?.title}
      back={{ href: '/operateur/conventions', label: t('agreements.back') }}
    >
      <Loaded query={query}>
        {(agreement) => (
          <>
            <KeyFigures
              figures={[
                { label: t('agreements.ceiling'), value: <Money cents={agreement.ceilingCents} /> },
                {
                  label: t('agreements.remaining'),
                  value: <Money cents={agreement.remainingCeilingCents} />,
                },
                {
                  label: t('agreements.rate'),
                  value: t('agreements.rate-value', {
                    numerator: agreement.rateNumerator,
                    denominator: agreement.rateDenominator,
                  }),
                },
              ]}
            />
            <Details
              items={[
                { label: t('agreements.state'), value: agreement.state.name },
                {
                  label: t('agreements.period'),
                  value: t('agreements.period-value', {
                    from: day(agreement.startsOn),
                    to: day(agreement.endsOn),
                  }),
                },
                { label: t('agreements.paid-to'), value: t(`agreements.paid-to-${agreement.paidTo}`) },
              ]}
            />
            <Section title={t('agreements.funders')} actions={<OpenTo agreement={agreement} />}>
              {agreement.funders.length === 0 ? (
                <p className="soft">{t('agreements.funders-none')}</p>
              ) : (
                <ul className={css.consequences}>
                  {agreement.funders.map((each) => (
                    <li key={each.id}>
                      <Link href={`/operateur/organisations/${each.id}`}>{each.name}</Link>
                    </li>
                  ))}
                </ul>
              )}
            </Section>
          </>
        )}
      </Loaded>
    </Desk>
  );
}

function OpenTo({ agreement }: { readonly agreement: Shown }) {
  const { t } = useTranslation('operator');
  const { money } = useFormats();
  const [funderId, setFunderId] = useState('');
  const { id, reference } = agreement;
  const funders = useOrganisations('funder').filter(
    (each) => !agreement.funders.some((funder) => funder.id === each.id),
  );
  if (funders.length === 0) return null;
  return (
    <Act
      label={t('agreements.open-to')}
      kind="secondary"
      title={t('agreements.open-to-title', { reference })}
      confirm={t('agreements.open-to')}
      do={() =>
        ask(
          api.POST('/api/v1/grant-agreements/{id}/funders', {
            params: { path: { id } },
            body: { funderIds: [funderId] },
          }),
        )
      }
      done={t('agreements.opened', {
        reference,
        name: funders.find((each) => each.id === funderId)?.name ?? '',
      })}
    >
      <SelectField
        label={t('orders.funder')}
        name="funderIds"
        value={funderId}
        onChange={setFunderId}
        placeholder={t('agreements.choose')}
        options={funders.map((each) => ({ value: each.id, label: each.name }))}
      />
      <p>{t('agreements.open-to-what', { amount: money(agreement.remainingCeilingCents) })}</p>
    </Act>
  );
}
