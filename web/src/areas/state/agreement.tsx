import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { CreditNotes } from '../../components/credit-notes.js';
import { Day, Instant, Money } from '../../components/figures.js';
import { Flow } from '../../components/flow.js';
import { Details } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { SelectField } from '../../components/select-field.js';
import { Table } from '../../components/table.js';
import { today, useFormats } from '../../words/formats.js';

type AgreementView = Api['GrantAgreementView'];

/** An agreement: its orders, what its share has paid for, what came back of it, and what is claimed. */
export function Agreement({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('state');
  const id = params['id']!;
  const query = useQuery({
    queryKey: ['grant-agreements', id],
    queryFn: () => ask(api.GET('/api/v1/grant-agreements/{id}', { params: { path: { id } } })),
  });
  return (
    <Loaded query={query} lines={8}>
      {(agreement) => (
        <Page
          title={t('agreement.title', { reference: agreement.reference })}
          lead={agreement.title}
          back={{ href: '/etat', label: t('home.title') }}
        >
          <Terms agreement={agreement} />
          <Used agreement={agreement} />
          <Orders agreementId={id} />
          <Credits agreementId={id} />
        </Page>
      )}
    </Loaded>
  );
}

function Terms({ agreement }: { readonly agreement: AgreementView }) {
  const { t } = useTranslation('state');
  const { number, money } = useFormats();
  const { ceilingCents, remainingCeilingCents } = agreement;
  const percent = number(Math.round((agreement.rateNumerator / agreement.rateDenominator) * 10_000) / 100);
  return (
    <Section title={t('agreement.terms')} isCard>
      <Flow
        label={t('agreement.ceiling-of', { amount: money(ceilingCents) })}
        isMoney
        parts={[
          { label: t('agreement.committed'), value: ceilingCents - remainingCeilingCents, tone: 'act' },
          { label: t('agreement.left'), value: remainingCeilingCents, tone: 'pale' },
        ]}
      />
      <Details
        items={[
          { label: t('home.rate'), value: t('agreement.rate', { percent }) },
          { label: t('agreement.paid-to'), value: t(`agreement.paid-to-${agreement.paidTo}`) },
          { label: t('agreement.from'), value: <Day day={agreement.startsOn} /> },
          { label: t('home.ends'), value: <Day day={agreement.endsOn} /> },
          { label: t('agreement.funders'), value: agreement.funders.map(({ name }) => name).join(', ') },
        ]}
      />
    </Section>
  );
}

/** What was really used of the orders that the share helped to pay for, and what is claimed on it. */
function Used({ agreement }: { readonly agreement: AgreementView }) {
  const { t } = useTranslation('state');
  const { number } = useFormats();
  const current = Number(today().slice(0, 4));
  const first = Number(agreement.startsOn.slice(0, 4));
  const last = Math.max(current, Math.min(Number(agreement.endsOn.slice(0, 4)) + 1, current + 1));
  const [exercise, setExercise] = useState(current);
  const claim = useQuery({
    queryKey: ['claim', agreement.id, exercise],
    queryFn: () =>
      ask(
        api.GET('/api/v1/grant-agreements/{id}/claim', {
          params: { path: { id: agreement.id }, query: { exercise } },
        }),
      ),
  });
  const isClaimed = agreement.paidTo === 'funder';
  const vouchers = (count: number) => (
    <span className="figures">{t('unit.vouchers', { count, shown: number(count) })}</span>
  );
  return (
    <Section title={t(isClaimed ? 'used.title-claim' : 'used.title')}>
      <p className="measure">{t(isClaimed ? 'used.lead-claim' : 'used.lead')}</p>
      <div className="row">
        <SelectField
          label={t('used.exercise')}
          value={String(exercise)}
          onChange={(year) => setExercise(Number(year))}
          options={Array.from({ length: last - first + 1 }, (_, index) => String(last - index)).map(
            (year) => ({
              value: year,
              label: year,
            }),
          )}
        />
      </div>
      <Loaded query={claim} lines={3}>
        {({ funders, final }) => {
          const lines = funders.flatMap(({ funderName, orders }) =>
            orders.map((order) => ({ ...order, funderName })),
          );
          const sum = (of: (line: (typeof lines)[number]) => number) =>
            lines.reduce((total, line) => total + of(line), 0);
          if (lines.length === 0) return <Notice>{t('used.none', { exercise })}</Notice>;
          return (
            <>
              <Notice kind={final ? 'success' : 'info'}>{t(final ? 'used.final' : 'used.moving')}</Notice>
              <Table
                caption={t('used.title')}
                isCaptionHidden
                rows={lines}
                keyOf={({ orderId }) => orderId}
                columns={[
                  { title: t('invoices.order'), isHeading: true, cell: ({ orderNumber }) => orderNumber },
                  { title: t('used.funder'), cell: ({ funderName }) => funderName },
                  {
                    title: t('used.share'),
                    isFigure: true,
                    cell: (line) => <Money cents={line.stateShareCents} />,
                  },
                  { title: t('used.ordered'), isFigure: true, cell: (line) => vouchers(line.vouchers) },
                  { title: t('used.redeemed'), isFigure: true, cell: (line) => vouchers(line.redeemed) },
                  {
                    title: t('used.redeemed-worth'),
                    isFigure: true,
                    cell: (line) => <Money cents={line.redeemedCents} />,
                  },
                  ...(isClaimed
                    ? [
                        {
                          title: t('used.claim'),
                          isFigure: true,
                          cell: (line: (typeof lines)[number]) => <Money cents={line.claimCents} />,
                        },
                      ]
                    : []),
                ]}
                foot={[
                  t('used.total'),
                  '',
                  <Money key="share" cents={sum((line) => line.stateShareCents)} />,
                  vouchers(sum((line) => line.vouchers)),
                  vouchers(sum((line) => line.redeemed)),
                  <Money key="redeemed" cents={sum((line) => line.redeemedCents)} />,
                  ...(isClaimed ? [<Money key="claim" cents={sum((line) => line.claimCents)} />] : []),
                ]}
              />
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}

function Orders({ agreementId }: { readonly agreementId: string }) {
  const { t } = useTranslation('state');
  const list = useList(['orders', agreementId], (after) =>
    ask(api.GET('/api/v1/orders', { params: { query: { agreementId, after } } })),
  );
  return (
    <Section title={t('orders.title')}>
      <Loaded query={list} lines={3}>
        {(orders) =>
          orders.length === 0 ? (
            <Notice>{t('orders.none')}</Notice>
          ) : (
            <Table
              caption={t('orders.title')}
              isCaptionHidden
              rows={orders}
              keyOf={({ id }) => id}
              columns={[
                { title: t('invoices.order'), isHeading: true, cell: ({ number }) => number },
                { title: t('used.funder'), cell: ({ funder }) => funder.name },
                {
                  title: t('orders.submitted'),
                  cell: ({ submittedAt }) => <Instant at={submittedAt} short />,
                },
                {
                  title: t('orders.value'),
                  isFigure: true,
                  cell: (order) => <Money cents={order.faceValueCents} />,
                },
                {
                  title: t('used.share'),
                  isFigure: true,
                  cell: (order) => <Money cents={order.stateShareCents} />,
                },
                { title: t('orders.status'), cell: ({ status }) => t(`status.${status}`) },
              ]}
            />
          )
        }
      </Loaded>
      <More {...list} />
    </Section>
  );
}

/** What came back of the share: kept for the agreement. */
function Credits({ agreementId }: { readonly agreementId: string }) {
  const { t } = useTranslation('state');
  return (
    <Section title={t('credits.title')}>
      <p className="measure">{t('credits.lead')}</p>
      <CreditNotes share="state" agreementId={agreementId} none={t('credits.none')} />
    </Section>
  );
}
