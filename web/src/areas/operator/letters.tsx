import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { EmptyState } from '../../components/empty-state.js';
import { Instant, Quantity } from '../../components/figures.js';
import { Details } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Notice } from '../../components/notice.js';
import { Card } from '../../components/page.js';
import { SelectField } from '../../components/select-field.js';
import { Status } from '../../components/status.js';
import { Table } from '../../components/table.js';
import { Desk, Filters, useFilter } from './desk.js';
import css from './operator.module.css';

const STATES = ['waiting', 'sent', 'undelivered', 'failed'] as const;
const TONES = { waiting: 'info', sent: 'good', undelivered: 'care', failed: 'stop' } as const;

function LetterState({ state }: { readonly state: Api['LetterLine']['state'] }) {
  const { t } = useTranslation('operator');
  return <Status tone={TONES[state]}>{t(`letter-state.${state}`)}</Status>;
}

/** What the platform wrote to people. */
export function Letters() {
  const { t } = useTranslation('operator');
  const [state, setState] = useFilter('etat', STATES);
  const list = useList(['letters', state], (after) =>
    ask(api.GET('/api/v1/letters', { params: { query: { after, state: state || undefined } } })),
  );
  return (
    <Desk
      title={t('letters.title')}
      lead={t('letters.lead')}
      back={{ href: '/operateur/travaux', label: t('job.back') }}
    >
      <Filters>
        <SelectField
          label={t('common.state')}
          value={state}
          onChange={setState}
          placeholder={t('common.all')}
          options={STATES.map((value) => ({ value, label: t(`letter-state.${value}`) }))}
        />
      </Filters>
      <Loaded query={list}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('letters.none')} />
          ) : (
            <Table
              caption={t('letters.title')}
              isCaptionHidden
              rows={items}
              keyOf={(each) => each.id}
              columns={[
                {
                  title: t('letters.subject'),
                  cell: (each) => <Link href={`/operateur/courriers/${each.id}`}>{each.subject}</Link>,
                  isHeading: true,
                },
                {
                  title: t('letters.organisation'),
                  cell: (each) => each.organisationName ?? t('letters.person'),
                },
                { title: t('letters.posted'), cell: (each) => <Instant at={each.postedAt} short /> },
                {
                  title: t('letters.people'),
                  cell: (each) => <Quantity value={each.sent} />,
                  isFigure: true,
                },
                { title: t('common.state'), cell: (each) => <LetterState state={each.state} /> },
              ]}
            />
          )
        }
      </Loaded>
      <More {...list} />
    </Desk>
  );
}

/** A letter as it was written. */
export function Letter({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('operator');
  const id = params.id!;
  const query = useQuery({
    queryKey: ['letter', id],
    queryFn: () => ask(api.GET('/api/v1/letters/{id}', { params: { path: { id } } })),
  });
  return (
    <Desk
      title={query.data?.subject ?? t('letters.subject')}
      back={{ href: '/operateur/courriers', label: t('letters.title') }}
      actions={query.data && <LetterState state={query.data.state} />}
    >
      <Loaded query={query}>
        {(letter) => (
          <>
            {letter.state === 'undelivered' && <Notice kind="warning">{t('letters.undelivered-why')}</Notice>}
            <Details
              items={[
                {
                  label: t('letters.organisation'),
                  value: letter.organisationId ? (
                    <Link href={`/operateur/organisations/${letter.organisationId}`}>
                      {letter.organisationName}
                    </Link>
                  ) : (
                    t('letters.person')
                  ),
                },
                { label: t('letters.posted'), value: <Instant at={letter.postedAt} /> },
                { label: t('letters.people'), value: letter.sent },
                ...(letter.jobId
                  ? [
                      {
                        label: t('letters.job'),
                        value: <Link href={`/operateur/travaux/${letter.jobId}`}>{t('common.open')}</Link>,
                      },
                    ]
                  : []),
              ]}
            />
            <Card>
              <div className={css.text}>{letter.text}</div>
            </Card>
          </>
        )}
      </Loaded>
    </Desk>
  );
}
