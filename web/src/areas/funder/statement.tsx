import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { useAction } from '../../api/use-action.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Instant, Money } from '../../components/figures.js';
import { Form } from '../../components/form.js';
import { Details } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { Status } from '../../components/status.js';
import { Table } from '../../components/table.js';
import { TextField } from '../../components/text-field.js';
import { useFormats } from '../../words/formats.js';
import { useQuantities } from './quantities.js';
import { STATEMENT_TONES } from './year-end.js';

type StatementView = Api['StatementDetail'];

/** What the year came to, order by order, for the funder to agree to or to contest. */
export function Statement({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('funder');
  const id = params['id']!;
  const query = useQuery({
    queryKey: ['statements', id],
    queryFn: () => ask(api.GET('/api/v1/statements/{id}', { params: { path: { id } } })),
  });
  return (
    <Loaded query={query} lines={10}>
      {(statement) => (
        <Page
          title={t('statement.title', { exercise: statement.exercise })}
          lead={
            <Status tone={STATEMENT_TONES[statement.state]}>{t(`statement.state-${statement.state}`)}</Status>
          }
          back={{
            href: `/financeur/fin-exercice?exercice=${statement.exercise}`,
            label: t('year-end.title', { exercise: statement.exercise }),
          }}
        >
          <Answered statement={statement} />
          <Section title={t('statement.figures')} isCard>
            <Figures statement={statement} />
          </Section>
          <Lines statement={statement} />
          {statement.state === 'waiting' && <Answer statement={statement} />}
        </Page>
      )}
    </Loaded>
  );
}

/** What was answered, and what comes next. */
function Answered({ statement }: { readonly statement: StatementView }) {
  const { t } = useTranslation('funder');
  const { instant } = useFormats();
  const at = statement.answeredAt ? instant(statement.answeredAt) : '';
  if (statement.state === 'agreed') {
    return (
      <Notice kind="success" isAnswer title={t('statement.agreed', { at })}>
        {t('statement.agreed-next')}
      </Notice>
    );
  }
  if (statement.state === 'waiting') return null;
  return (
    <Notice
      kind={statement.state === 'contested' ? 'warning' : 'info'}
      isAnswer
      title={statement.answeredAt ? t('statement.contested', { at }) : t('statement.unanswered')}
    >
      {statement.reason && <p>{t('statement.reason-was', { reason: statement.reason })}</p>}
      {statement.explanation ? (
        <p>{t('statement.explanation', { explanation: statement.explanation })}</p>
      ) : (
        <p>{t('statement.contested-next')}</p>
      )}
    </Notice>
  );
}

function Figures({ statement: { total, issuedAt } }: { readonly statement: StatementView }) {
  const { t } = useTranslation('funder');
  const { vouchers } = useQuantities();
  return (
    <Details
      items={[
        { label: t('statement.issued'), value: <Instant at={issuedAt} /> },
        { label: t('home.ordered'), value: vouchers(total.vouchers) },
        { label: t('home.handed-out'), value: vouchers(total.handedOut) },
        { label: t('home.redeemed'), value: vouchers(total.redeemed) },
        { label: t('statement.expired'), value: vouchers(total.expired) },
        { label: t('statement.revoked'), value: vouchers(total.revoked) },
        { label: t('statement.unredeemed'), value: <Money cents={total.unredeemedCents} /> },
        { label: t('statement.credit-funder'), value: <Money cents={total.creditFunderCents} /> },
        { label: t('statement.credit-state'), value: <Money cents={total.creditStateCents} /> },
      ]}
    />
  );
}

function Lines({ statement: { lines } }: { readonly statement: StatementView }) {
  const { t } = useTranslation('funder');
  const { vouchers } = useQuantities();
  return (
    <Section title={t('statement.lines')}>
      <p className="measure">{t('statement.lines-lead')}</p>
      <Table
        caption={t('statement.lines')}
        isCaptionHidden
        rows={lines}
        keyOf={({ orderId }) => orderId}
        columns={[
          { title: t('orders.number'), isHeading: true, cell: ({ orderNumber }) => orderNumber },
          { title: t('home.ordered'), isFigure: true, cell: (line) => vouchers(line.vouchers) },
          { title: t('home.redeemed'), isFigure: true, cell: (line) => vouchers(line.redeemed) },
          { title: t('home.ended'), isFigure: true, cell: (line) => vouchers(line.expired + line.revoked) },
          {
            title: t('statement.unredeemed'),
            isFigure: true,
            cell: (line) => <Money cents={line.unredeemedCents} />,
          },
          {
            title: t('statement.credit-funder'),
            isFigure: true,
            cell: (line) => <Money cents={line.creditFunderCents} />,
          },
          {
            title: t('statement.credit-state'),
            isFigure: true,
            cell: (line) => <Money cents={line.creditStateCents} />,
          },
        ]}
      />
    </Section>
  );
}

/** Agreeing or contesting: once, for good. */
function Answer({ statement }: { readonly statement: StatementView }) {
  const { t } = useTranslation('funder');
  const { money } = useFormats();
  const [asked, setAsked] = useState<'agree' | 'contest' | null>(null);
  const [reason, setReason] = useState('');
  const close = () => setAsked(null);
  const params = (key: string) => ({ path: { id: statement.id }, header: { 'Idempotency-Key': key } });
  const agreement = useAction({
    do: (_: void, key) => ask(api.POST('/api/v1/statements/{id}/agreement', { params: params(key) })),
    onDone: close,
  });
  const contest = useAction({
    do: (_: void, key) =>
      ask(
        api.POST('/api/v1/statements/{id}/contest', { params: params(key), body: { reason: reason.trim() } }),
      ),
    onDone: close,
  });
  return (
    <Section title={t('statement.answer')} isCard>
      <p className="measure">{t('statement.answer-lead')}</p>
      <div className="row">
        <Button onClick={() => setAsked('agree')}>{t('statement.agree')}</Button>
        <Button kind="secondary" onClick={() => setAsked('contest')}>
          {t('statement.contest')}
        </Button>
      </div>
      <Dialog title={t('statement.agree-ask')} isOpen={asked === 'agree'} onClose={close}>
        <Form onSubmit={() => agreement.run()} refusal={agreement.refusal}>
          <p>
            {t('statement.agree-means', {
              funder: money(statement.total.creditFunderCents),
              state: money(statement.total.creditStateCents),
            })}
          </p>
          <Button type="submit" isWide isPending={agreement.isPending}>
            {t('statement.agree-confirm')}
          </Button>
        </Form>
      </Dialog>
      <Dialog title={t('statement.contest-ask')} isOpen={asked === 'contest'} onClose={close}>
        <Form onSubmit={() => contest.run()} refusal={contest.refusal}>
          <TextField
            label={t('statement.reason')}
            name="reason"
            hint={t('statement.reason-hint')}
            isLong
            value={reason}
            onChange={setReason}
            maxLength={2000}
          />
          <Button type="submit" isWide isPending={contest.isPending}>
            {t('statement.contest-confirm')}
          </Button>
        </Form>
      </Dialog>
    </Section>
  );
}
