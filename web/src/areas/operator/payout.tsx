import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { Day, Instant, Money } from '../../components/figures.js';
import { KeyFigures } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { More } from '../../components/more.js';
import { Section } from '../../components/page.js';
import { Table } from '../../components/table.js';
import { TextField } from '../../components/text-field.js';
import { useFormats } from '../../words/formats.js';
import { useLanguage } from '../../words/words.js';
import { Act, Desk } from './desk.js';
import css from './operator.module.css';
import { PayoutState } from './payout-table.js';

type Detail = Api['PayoutDetail'];

interface Props {
  readonly params: Record<string, string>;
}

/** A payout: its transfers at the bank, and every scan it pays. */
export function Payout({ params }: Props) {
  const id = params.id!;
  return (
    <PayoutOf
      queryKey={['payout', id]}
      read={(after) => ask(api.GET('/api/v1/payouts/{id}', { params: { path: { id }, query: { after } } }))}
    />
  );
}

/** A line of the bank, by the reference on its statement: the payout it paid. */
export function BankLine({ params }: Props) {
  const endToEndId = params.reference!;
  return (
    <PayoutOf
      queryKey={['bank-line', endToEndId]}
      read={async (after) => {
        const { payout } = await ask(
          api.GET('/api/v1/bank-lines/{endToEndId}', { params: { path: { endToEndId }, query: { after } } }),
        );
        return payout;
      }}
    />
  );
}

interface PayoutOfProps {
  readonly queryKey: readonly string[];
  readonly read: (after: string | undefined) => Promise<Detail>;
}

function PayoutOf({ queryKey, read }: PayoutOfProps) {
  const { t } = useTranslation('operator');
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Detail) => last.lines.next ?? undefined,
    select: ({ pages }) => ({ payout: pages[0]!, lines: pages.flatMap((page) => page.lines.items) }),
  });
  const payout = query.data?.payout;
  return (
    <Desk
      title={t('payout.title', { name: payout?.structureName ?? '' })}
      back={
        payout
          ? {
              href: `/operateur/contre-paiements/campagnes/${payout.runId}`,
              label: t('payout.back', { number: payout.runNumber }),
            }
          : { href: '/operateur/contre-paiements', label: t('run.back') }
      }
      actions={
        payout && (
          <ButtonLink kind="secondary" icon="download" href={`/api/v1/payouts/${payout.id}/pdf`} download>
            {t('payout.statement')}
          </ButtonLink>
        )
      }
    >
      <Loaded query={query}>{(data) => <Body {...data} />}</Loaded>
      <More {...query} />
    </Desk>
  );
}

function Body({ payout, lines }: { readonly payout: Detail; readonly lines: readonly Api['PayoutLine'][] }) {
  const { t } = useTranslation('operator');
  return (
    <>
      <KeyFigures
        figures={[
          {
            label: t('payout.amount'),
            value: <Money cents={payout.cents} always />,
            note: <PayoutState state={payout.state} />,
          },
          { label: t('payouts.redemptions'), value: payout.redemptions },
        ]}
      />
      {payout.state === 'sent' && <Answer payout={payout} />}
      {payout.state === 'confirmed' && <Return payout={payout} />}
      <Section title={t('payout.attempts')}>
        <Attempts payout={payout} />
      </Section>
      <Section title={t('payout.lines')}>
        <Lines lines={lines} />
      </Section>
      <div className="row">
        <Link href={`/operateur/structures/${payout.structureId}`}>{payout.structureName}</Link>
        <Link href={`/operateur/journal?objet=${payout.id}`}>{t('common.trail')}</Link>
      </div>
    </>
  );
}

function Lines({ lines }: { readonly lines: readonly Api['PayoutLine'][] }) {
  const { t } = useTranslation('operator');
  return (
    <Table
      caption={t('payout.lines')}
      isCaptionHidden
      rows={lines}
      keyOf={(each) => each.redemptionId}
      columns={[
        {
          title: t('payout.receipt'),
          cell: (each) => <Link href={`/operateur/encaissements/${each.redemptionId}`}>{each.receipt}</Link>,
          isHeading: true,
        },
        { title: t('payout.session'), cell: (each) => <Day day={each.sessionOn} short /> },
        { title: t('payout.venue'), cell: (each) => each.venueName },
        { title: t('payout.module'), cell: (each) => each.moduleTitle },
        { title: t('common.amount'), cell: (each) => <Money cents={each.cents} always />, isFigure: true },
      ]}
    />
  );
}

function Attempts({ payout }: { readonly payout: Detail }) {
  const { t } = useTranslation('operator');
  const language = useLanguage();
  return (
    <Table
      caption={t('payout.attempts')}
      isCaptionHidden
      rows={payout.attempts}
      keyOf={(each) => String(each.attempt)}
      columns={[
        { title: t('payout.attempt'), cell: (each) => each.attempt, isHeading: true },
        { title: t('run.reference'), cell: (each) => <span className={css.mono}>{each.endToEndId}</span> },
        {
          title: t('payouts.run'),
          cell: (each) => (
            <Link href={`/operateur/contre-paiements/campagnes/${each.runId}`}>
              {t('run.title', { number: each.runNumber })}
            </Link>
          ),
        },
        { title: t('payout.account'), cell: (each) => <span className="figures">{each.account}</span> },
        { title: t('payout.sent'), cell: (each) => each.sentAt && <Instant at={each.sentAt} short /> },
        {
          title: t('payout.answered'),
          cell: (each) => each.answeredAt && <Instant at={each.answeredAt} short />,
        },
        {
          title: t('common.state'),
          cell: (each) => (
            <>
              <PayoutState state={each.state} />
              {each.returnedAt && (
                <div className="soft">
                  <Instant at={each.returnedAt} short />
                </div>
              )}
              {each.reason && (
                <div className="soft">
                  {each.reason}
                  {each.sentences && ` : ${each.sentences[language]}`}
                </div>
              )}
            </>
          ),
        },
      ]}
    />
  );
}

/** The answer of the bank when it comes without a report. */
function Answer({ payout }: { readonly payout: Detail }) {
  const { t } = useTranslation('operator');
  const { money } = useFormats();
  const [reason, setReason] = useState('');
  const { endToEndId, structureName: name } = payout;
  const amount = money(payout.cents, true);
  const once = (key: string) => ({ path: { id: payout.id }, header: { 'Idempotency-Key': key } });
  return (
    <div className="row">
      <Act
        label={t('payout.confirm')}
        kind="secondary"
        title={t('payout.confirm-title', { amount, name })}
        confirm={t('payout.confirm-confirm', { amount })}
        do={(key) =>
          ask(api.POST('/api/v1/payouts/{id}/confirmation', { params: once(key), body: { endToEndId } }))
        }
        done={t('payout.confirmed', { amount, name })}
      >
        <p>{t('payout.confirm-what', { reference: endToEndId })}</p>
      </Act>
      <Act
        label={t('payout.reject')}
        kind="secondary"
        title={t('payout.reject-title', { amount, name })}
        confirm={t('payout.reject-confirm', { amount })}
        isDanger
        do={(key) =>
          ask(api.POST('/api/v1/payouts/{id}/rejection', { params: once(key), body: { endToEndId, reason } }))
        }
        done={t('payout.rejected', { amount, name })}
      >
        <p>{t('payout.reject-what', { amount, name })}</p>
        <TextField label={t('payout.reject-reason')} name="reason" value={reason} onChange={setReason} />
      </Act>
    </div>
  );
}

/** Money that the bank had paid and that came back: its statement or its notice tells so, and no report does. */
function Return({ payout }: { readonly payout: Detail }) {
  const { t } = useTranslation('operator');
  const { money } = useFormats();
  const [reason, setReason] = useState('');
  const { endToEndId, structureName: name } = payout;
  const amount = money(payout.cents, true);
  return (
    <div className="row">
      <Act
        label={t('payout.return')}
        kind="secondary"
        title={t('payout.return-title', { amount, name })}
        confirm={t('payout.return-confirm', { amount })}
        isDanger
        do={(key) =>
          ask(
            api.POST('/api/v1/payouts/{id}/return', {
              params: { path: { id: payout.id }, header: { 'Idempotency-Key': key } },
              body: { endToEndId, reason },
            }),
          )
        }
        done={t('payout.returned', { amount, name })}
      >
        <p>{t('payout.return-when', { reference: endToEndId })}</p>
        <p>{t('payout.reject-what', { amount, name })}</p>
        <TextField
          label={t('payout.return-reason')}
          hint={t('payout.return-reason-hint')}
          name="reason"
          value={reason}
          onChange={setReason}
        />
      </Act>
    </div>
  );
}
