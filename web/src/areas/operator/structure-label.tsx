import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { Checkbox } from '../../components/choice-fields.js';
import { Loaded } from '../../components/loading.js';
import { Section } from '../../components/page.js';
import { Table } from '../../components/table.js';
import { TextField } from '../../components/text-field.js';
import { today, useFormats } from '../../words/formats.js';
import { useLanguage } from '../../words/words.js';
import { Act, Consequences } from './desk.js';
import type { StructureShown } from './structure.js';

type Criterion = Api['LabelCriterionView'];
type Code = Criterion['code'];

function useCriteria() {
  return useQuery({ queryKey: ['label-criteria'], queryFn: () => ask(api.GET('/api/v1/label-criteria')) });
}

interface ApplicationProps {
  readonly structure: StructureShown;
  readonly application: Api['LabelApplication'];
}

/** An application, decided against each criterion: all of them met, or the label is refused for those that are not. */
export function Application({ structure, application }: ApplicationProps) {
  const { t } = useTranslation('operator');
  const language = useLanguage();
  const { instant } = useFormats();
  const criteria = useCriteria();
  const [met, setMet] = useState<ReadonlySet<Code>>(new Set());
  return (
    <Section title={t('structure.application', { day: instant(application.submittedAt, true) })} isCard>
      <p className="measure">{t('structure.application-how')}</p>
      <Loaded query={criteria}>
        {({ items }) => {
          const unmet = items.filter((each) => !met.has(each.code));
          return (
            <>
              <div className="stack">
                {items.map((each) => (
                  <Checkbox
                    key={each.code}
                    label={each[language]}
                    isChecked={met.has(each.code)}
                    onChange={(isMet) =>
                      setMet((before) => {
                        const after = new Set(before);
                        if (isMet) after.add(each.code);
                        else after.delete(each.code);
                        return after;
                      })
                    }
                  />
                ))}
              </div>
              <Decide
                key={unmet.length === 0 ? 'grant' : 'refuse'}
                structure={structure}
                id={application.id}
                count={items.length}
                unmet={unmet}
              />
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}

interface DecideProps {
  readonly structure: StructureShown;
  readonly id: string;
  readonly count: number;
  readonly unmet: readonly Criterion[];
}

function Decide({ structure: { name }, id, count, unmet }: DecideProps) {
  const { t } = useTranslation('operator');
  const { money } = useFormats();
  const language = useLanguage();
  const [reason, setReason] = useState('');
  const isGrant = unmet.length === 0;
  return (
    <div>
      <Act
        label={t(isGrant ? 'structure.grant' : 'structure.refuse')}
        kind={isGrant ? 'primary' : 'secondary'}
        title={t(isGrant ? 'structure.grant-title' : 'structure.refuse-title', { name })}
        confirm={t(isGrant ? 'structure.grant' : 'structure.refuse')}
        isDanger={!isGrant}
        do={() =>
          ask(
            api.POST('/api/v1/label-applications/{id}/decision', {
              params: { path: { id } },
              body: {
                outcome: isGrant ? 'granted' : 'refused',
                reason,
                unmetCriteria: unmet.map((each) => each.code),
              },
            }),
          )
        }
        done={({ label }) =>
          label
            ? t('structure.granted', {
                name,
                number: label.invoice.number,
                amount: money(label.invoice.totalCents),
              })
            : t('structure.refused', { name })
        }
      >
        {isGrant ? (
          <Consequences
            of={[
              t('structure.grant-what', { count }),
              t('structure.grant-how-long'),
              t('structure.grant-invoice'),
            ]}
          />
        ) : (
          <>
            <p>{t('structure.refuse-what')}</p>
            <Consequences of={unmet.map((each) => each[language])} />
          </>
        )}
        <TextField label={t('structure.reason')} name="reason" value={reason} onChange={setReason} isLong />
      </Act>
    </div>
  );
}

/** Applications and years of label together, the latest first. */
export function LabelHistory({ structure }: { readonly structure: StructureShown }) {
  const { t } = useTranslation('operator');
  const { day, instant } = useFormats();
  const { applications, labels } = structure.history;
  // Withdrawing the label of today withdraws the renewals that follow it.
  const inForce = labels.find(
    (each) => !each.withdrawal && each.startsOn <= today() && today() < each.endsOn,
  );
  const lines = [
    ...labels.map((label) => ({
      id: label.id,
      what: t('structure.history-label', { from: day(label.startsOn, true), to: day(label.endsOn, true) }),
      state: label.withdrawal
        ? t('structure.history-withdrawn', { day: day(label.withdrawal.withdrawnOn, true) })
        : '',
      reason: label.withdrawal?.reason ?? '',
      label: label.withdrawal ? null : label,
    })),
    ...applications.map(({ id, submittedAt, decision }) => ({
      id,
      what: t('structure.history-asked', { day: instant(submittedAt, true) }),
      state: decision
        ? t(`structure.history-${decision.outcome}`, { day: instant(decision.decidedAt, true) })
        : t('structure.history-open'),
      reason: decision?.reason ?? '',
      label: null,
    })),
  ];
  if (lines.length === 0) return <p className="soft">{t('structure.history-none')}</p>;
  return (
    <>
      <Table
        caption={t('structure.history')}
        isCaptionHidden
        rows={lines}
        keyOf={(each) => each.id}
        columns={[
          { title: t('structure.what'), cell: (each) => each.what, isHeading: true },
          { title: t('common.state'), cell: (each) => each.state },
          { title: t('common.reason'), cell: (each) => each.reason },
        ]}
      />
      {inForce && <Withdraw name={structure.name} labelId={inForce.id} />}
    </>
  );
}

function Withdraw({ name, labelId }: { readonly name: string; readonly labelId: string }) {
  const { t } = useTranslation('operator');
  const language = useLanguage();
  const criteria = useCriteria();
  const [reason, setReason] = useState('');
  const [unmet, setUnmet] = useState<readonly Code[]>([]);
  return (
    <div>
      <Act
        label={t('structure.withdraw')}
        kind="secondary"
        title={t('structure.withdraw-title', { name })}
        confirm={t('structure.withdraw')}
        isDanger
        do={() =>
          ask(
            api.POST('/api/v1/labels/{id}/withdrawal', {
              params: { path: { id: labelId } },
              body: { reason, unmetCriteria: [...unmet] },
            }),
          )
        }
        done={t('structure.withdrawn', { name })}
      >
        <p>{t('structure.withdraw-what', { name })}</p>
        <fieldset className="stack">
          <legend>{t('structure.withdraw-which')}</legend>
          {(criteria.data?.items ?? []).map((each) => (
            <Checkbox
              key={each.code}
              label={each[language]}
              isChecked={unmet.includes(each.code)}
              onChange={(isUnmet) =>
                setUnmet((before) =>
                  isUnmet ? [...before, each.code] : before.filter((code) => code !== each.code),
                )
              }
            />
          ))}
        </fieldset>
        <TextField label={t('structure.reason')} name="reason" value={reason} onChange={setReason} isLong />
      </Act>
    </div>
  );
}
