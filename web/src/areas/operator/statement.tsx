import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { Instant, Money, Quantity } from '../../components/figures.js';
import { KeyFigures } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { Notice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { Table } from '../../components/table.js';
import { TextField } from '../../components/text-field.js';
import { useFormats } from '../../words/formats.js';
import { Act, Desk } from './desk.js';
import { StatementState } from './year-end.js';

/** A year-end statement, and its settlement when the funder contests it or stays silent. */
export function Statement({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('operator');
  const id = params.id!;
  const query = useQuery({
    queryKey: ['statement', id],
    queryFn: () => ask(api.GET('/api/v1/statements/{id}', { params: { path: { id } } })),
  });
  return (
    <Desk
      title={t('statement.title', {
        exercise: query.data?.exercise ?? '',
        name: query.data?.funderName ?? '',
      })}
      back={{ href: '/operateur/fin-d-annee', label: t('statement.back') }}
      actions={query.data && <StatementState state={query.data.state} />}
    >
      <Loaded query={query}>{(statement) => <Body statement={statement} />}</Loaded>
    </Desk>
  );
}

function Body({ statement }: { readonly statement: Api['StatementDetail'] }) {
  const { t } = useTranslation('operator');
  const { total } = statement;
  return (
    <>
      {statement.reason && (
        <Notice kind="warning" title={t('statement.contest')}>
          {statement.reason}
        </Notice>
      )}
      {statement.explanation && (
        <Notice kind="info" title={t('statement.explanation')}>
          {statement.explanation}
        </Notice>
      )}
      <KeyFigures
        figures={[
          { label: t('year-end.credit-funder'), value: <Money cents={total.creditFunderCents} always /> },
          { label: t('year-end.credit-state'), value: <Money cents={total.creditStateCents} always /> },
          { label: t('statement.issued'), value: <Instant at={statement.issuedAt} short /> },
        ]}
      />
      {(statement.state === 'contested' || statement.state === 'waiting') && <Settle statement={statement} />}
      <Section title={t('statement.lines')}>
        <Table
          caption={t('statement.lines')}
          isCaptionHidden
          rows={statement.lines}
          keyOf={(each) => each.orderId}
          columns={[
            {
              title: t('year-end.order'),
              cell: (each) => <Link href={`/operateur/commandes/${each.orderId}`}>{each.orderNumber}</Link>,
              isHeading: true,
            },
            {
              title: t('year-end.ordered'),
              cell: (each) => <Quantity value={each.vouchers} />,
              isFigure: true,
            },
            {
              title: t('year-end.redeemed'),
              cell: (each) => <Quantity value={each.redeemed} />,
              isFigure: true,
            },
            {
              title: t('year-end.expired'),
              cell: (each) => <Quantity value={each.expired} />,
              isFigure: true,
            },
            {
              title: t('year-end.revoked'),
              cell: (each) => <Quantity value={each.revoked} />,
              isFigure: true,
            },
            {
              title: t('statement.unredeemed'),
              cell: (each) => <Money cents={each.unredeemedCents} always />,
              isFigure: true,
            },
            {
              title: t('year-end.credit-funder'),
              cell: (each) => <Money cents={each.creditFunderCents} always />,
              isFigure: true,
            },
            {
              title: t('year-end.credit-state'),
              cell: (each) => <Money cents={each.creditStateCents} always />,
              isFigure: true,
            },
          ]}
        />
      </Section>
    </>
  );
}

function Settle({ statement }: { readonly statement: Api['StatementDetail'] }) {
  const { t } = useTranslation('operator');
  const { money, instant } = useFormats();
  const [explanation, setExplanation] = useState('');
  const name = statement.funderName;
  return (
    <div>
      <Act
        label={t('statement.settle')}
        title={t('statement.settle-title', { name })}
        confirm={t('statement.settle')}
        do={(key) =>
          ask(
            api.POST('/api/v1/statements/{id}/settlement', {
              params: { path: { id: statement.id }, header: { 'Idempotency-Key': key } },
              body: { explanation },
            }),
          )
        }
        done={t('statement.settled', { name })}
      >
        <p>
          {t('statement.settle-what', {
            funder: money(statement.total.creditFunderCents, true),
            state: money(statement.total.creditStateCents, true),
          })}
        </p>
        {statement.state === 'waiting' && (
          <p>{t('statement.settle-silence', { name, issued: instant(statement.issuedAt) })}</p>
        )}
        <TextField
          label={t('statement.settle-explanation')}
          name="explanation"
          value={explanation}
          onChange={setExplanation}
          isLong
        />
      </Act>
    </div>
  );
}
