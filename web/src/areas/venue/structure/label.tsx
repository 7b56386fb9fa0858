import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../../api/client.js';
import { useAction } from '../../../api/use-action.js';
import { Button } from '../../../components/button.js';
import { Instant } from '../../../components/figures.js';
import { Notice, RefusalNotice } from '../../../components/notice.js';
import { Section } from '../../../components/page.js';
import { useFormats } from '../../../words/formats.js';
import { useLanguage } from '../../../words/words.js';

type Structure = Api['Structure'];

/** Whether vouchers can be redeemed, until when, and what to do about it. */
export function Label({ structure }: { readonly structure: Structure }) {
  const { t } = useTranslation('venue');
  const { label, history } = structure;
  const application = history.applications[0];
  const isOpen = application !== undefined && application.decision === null;
  return (
    <Section title={t('label.title')} isCard>
      <Standing label={label} />
      {label.missing.length > 0 && (
        <Notice kind="warning" title={t('label.missing')}>
          <ul>
            {label.missing.map((gap) => (
              <li key={gap}>{t(`label.gaps.${gap as 'venue'}`)}</li>
            ))}
          </ul>
        </Notice>
      )}
      {isOpen && (
        <Notice title={t('label.open')}>
          <Instant at={application.submittedAt} />
        </Notice>
      )}
      {application?.decision?.outcome === 'refused' && !label.inForce && (
        <Refused decision={application.decision} />
      )}
      {!label.inForce && !isOpen && <Apply structureId={structure.id} />}
      <Criteria />
    </Section>
  );
}

function Standing({ label }: { readonly label: Structure['label'] }) {
  const { t } = useTranslation('venue');
  const { day } = useFormats();
  if (!label.inForce) return <Notice kind="refusal" title={t('label.none')} />;
  const until = label.lapsesOn ? day(label.lapsesOn) : '';
  if (label.noticeDaysLeft === null) return <Notice kind="success" title={t('label.until', { until })} />;
  return (
    <Notice kind="warning" title={t('label.ends', { until, count: label.noticeDaysLeft })}>
      {t('label.ends-help')}
    </Notice>
  );
}

function Refused({ decision }: { readonly decision: Api['LabelDecision'] }) {
  const { t } = useTranslation('venue');
  const criteria = useCriteria();
  const language = useLanguage();
  return (
    <Notice kind="refusal" title={t('label.refused')}>
      <p>{decision.reason}</p>
      <ul>
        {decision.unmetCriteria.map((code) => (
          <li key={code}>{criteria.find((each) => each.code === code)?.[language]}</li>
        ))}
      </ul>
    </Notice>
  );
}

function Apply({ structureId }: { readonly structureId: string }) {
  const { t } = useTranslation('venue');
  const action = useAction({
    do: () =>
      ask(api.POST('/api/v1/structures/{id}/label-applications', { params: { path: { id: structureId } } })),
    changes: [['structures']],
  });
  return (
    <div className="stack">
      {action.refusal && <RefusalNotice refusal={action.refusal} />}
      <div>
        <Button isPending={action.isPending} onClick={() => action.run()}>
          {t('label.apply')}
        </Button>
      </div>
    </div>
  );
}

function useCriteria(): readonly Api['LabelCriterionView'][] {
  const { data } = useQuery({
    queryKey: ['label-criteria'],
    queryFn: () => ask(api.GET('/api/v1/label-criteria')),
    staleTime: Infinity,
  });
  return data?.items ?? [];
}

function Criteria() {
  const { t } = useTranslation('venue');
  const criteria = useCriteria();
  const language = useLanguage();
  if (criteria.length === 0) return null;
  return (
    <details>
      <summary>{t('label.criteria')}</summary>
      <ul>
        {criteria.map((criterion) => (
          <li key={criterion.code}>{criterion[language]}</li>
        ))}
      </ul>
    </details>
  );
}
