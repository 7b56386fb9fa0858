import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { useAction } from '../../api/use-action.js';
import { Button } from '../../components/button.js';
import { Instant, Money, Quantity } from '../../components/figures.js';
import { KeyFigures } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { RefusalNotice } from '../../components/notice.js';
import { More, useList } from '../../components/more.js';
import { Section } from '../../components/page.js';
import { type Step, Steps } from '../../components/steps.js';
import { useFormats } from '../../words/formats.js';
import { BankReport } from './bank-report.js';
import { Act, Desk } from './desk.js';
import { PayoutTable } from './payout-table.js';
import { answersOf } from './payouts.js';

type Shown = Api['PayoutRun'];

/** A payout run, from its preparation to the last answer of the bank. */
export function Run({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('operator');
  const { instant } = useFormats();
  const id = params.id!;
  const query = useQuery({
    queryKey: ['payout-run', id],
    queryFn: () => ask(api.GET('/api/v1/payout-runs/{id}', { params: { path: { id } } })),
  });
  return (
    <Desk
      title={t('run.title', { number: query.data?.number ?? '' })}
      lead={query.data && t('run.lead', { cutoff: instant(query.data.cutOffAt) })}
      back={{ href: '/operateur/contre-paiements', label: t('run.back') }}
    >
      <Loaded query={query}>{(run) => <Body run={run} />}</Loaded>
    </Desk>
  );
}

function Body({ run }: { readonly run: Shown }) {
  const { t } = useTranslation('operator');
  const list = useList(['payouts', run.id], (after) =>
    ask(api.GET('/api/v1/payouts', { params: { query: { runId: run.id, after } } })),
  );
  return (
    <>
      <KeyFigures
        figures={[
          {
            label: t('run.total'),
            value: <Money cents={run.cents} always />,
            note: t('run.total-note', { count: run.transfers }),
          },
          { label: t('run.confirmed'), value: <Quantity value={run.confirmed} /> },
          {
            label: t('run.rejected'),
            value: <Quantity value={run.rejected} />,
            note: run.rejected > 0 && t('run.rejected-note'),
          },
          ...(run.returned > 0
            ? [
                {
                  label: t('run.returned'),
                  value: <Quantity value={run.returned} />,
                  note: t('run.rejected-note'),
                },
              ]
            : []),
          {
            label: t('run.fees'),
            value: <Money cents={run.feesCents} always />,
            note: t('run.fees-note', { count: run.redemptions }),
          },
        ]}
      />
      <Acts run={run} />
      <Section title={t('run.way')} isCard>
        <Steps label={t('run.way')} steps={useSteps(run)} />
        {run.bankMessageId && (
          <p className="soft">
            {t('run.file-message')} : <span className="figures">{run.bankMessageId}</span>
          </p>
        )}
      </Section>
      <Section title={t('run.payouts')}>
        <Loaded query={list}>
          {(payouts) => <PayoutTable caption={t('run.payouts')} payouts={payouts} />}
        </Loaded>
        <More {...list} />
      </Section>
      {run.sentAt && <BankReport />}
    </>
  );
}

function useSteps(run: Shown): Step[] {
  const { t } = useTranslation('operator');
  const answered = answersOf(run);
  const facts: { title: string; isDone: boolean; detail?: Step['detail'] }[] = [
    { title: t('run.step-prepared'), isDone: true, detail: <Instant at={run.at} /> },
    {
      title: t('run.step-file'),
      isDone: run.bankFileAt !== null,
      detail: run.bankFileAt && <Instant at={run.bankFileAt} />,
    },
    {
      title: t('run.step-sent'),
      isDone: run.sentAt !== null,
      detail: run.sentAt && <Instant at={run.sentAt} />,
    },
    {
      title: t('run.step-answered'),
      isDone: answered === run.transfers,
      detail: t('run.step-answered-part', { answered, transfers: run.transfers }),
    },
    {
      title: t('run.step-swept'),
      isDone: run.feesSweptAt !== null || run.feesCents === 0,
      detail: run.feesSweptAt ? (
        <Instant at={run.feesSweptAt} />
      ) : (
        run.feesCents === 0 && t('run.step-no-fee')
      ),
    },
  ];
  const current = facts.findIndex((each) => !each.isDone);
  return facts.map(({ title, isDone, detail }, index) => ({
    title,
    detail,
    state: isDone ? 'done' : index === current ? 'current' : 'waiting',
  }));
}

function Acts({ run }: { readonly run: Shown }) {
  const { t } = useTranslation('operator');
  const { money, number } = useFormats();
  const amount = money(run.cents, true);
  const fees = money(run.feesCents, true);
  const file = useAction<void, Blob>({
    do: () =>
      ask(
        api.GET('/api/v1/payout-runs/{id}/bank-file', { params: { path: { id: run.id } }, parseAs: 'blob' }),
      ),
    onDone: (xml) => save(xml, `payouts-${run.number}.xml`),
  });
  return (
    <>
      {file.refusal && <RefusalNotice refusal={file.refusal} />}
      <div className="row">
        <Button
          kind={run.bankFileAt ? 'secondary' : 'primary'}
          icon="download"
          isPending={file.isPending}
          onClick={() => file.run()}
        >
          {t('run.file')}
        </Button>
        {!run.sentAt && (
          <Act
            label={t('run.send')}
            kind={run.bankFileAt ? 'primary' : 'secondary'}
            title={t('run.send-title', { number: run.number })}
            confirm={t('run.send-confirm', { amount })}
            do={(key) =>
              ask(
                api.POST('/api/v1/payout-runs/{id}/sending', {
                  params: { path: { id: run.id }, header: { 'Idempotency-Key': key } },
                }),
              )
            }
            done={t('run.sent', { number: run.number, amount })}
          >
            <p>{t('run.send-what', { transfers: number(run.transfers), amount })}</p>
          </Act>
        )}
        {run.sentAt && !run.feesSweptAt && run.feesCents > 0 && (
          <Act
            label={t('run.sweep')}
            kind="secondary"
            title={t('run.sweep-title', { number: run.number })}
            confirm={t('run.sweep-confirm', { amount: fees })}
            do={(key) =>
              ask(
                api.POST('/api/v1/payout-runs/{id}/fee-sweep', {
                  params: { path: { id: run.id }, header: { 'Idempotency-Key': key } },
                }),
              )
            }
            done={t('run.swept', { amount: fees })}
          >
            <p>{t('run.sweep-what', { amount: fees, count: run.redemptions })}</p>
            <p>{t('run.sweep-order')}</p>
          </Act>
        )}
      </div>
    </>
  );
}

/** Gives a file to the person, as a link to it would: but a refusal is read instead of saved. */
function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
