import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { Instant } from '../../components/figures.js';
import { Loaded } from '../../components/loading.js';
import { Section } from '../../components/page.js';
import { Progress, useJob } from '../../components/progress.js';
import { SelectField } from '../../components/select-field.js';
import { Table } from '../../components/table.js';
import { Act } from './desk.js';
import { useExercises } from './exercises.js';
import { Status } from '../../components/status.js';

type Archive = Api['DocumentView'];

/** All that is kept of a funder's exercise, in one file: asked for, made in the background, downloaded. */
export function FunderArchive({ id, name }: { readonly id: string; readonly name: string }) {
  const { t } = useTranslation('operator');
  const exercises = useExercises();
  const [chosen, setChosen] = useState('');
  const [asked, setAsked] = useState<Archive | null>(null);
  const job = useJob(asked?.jobId ?? null);
  const exercise = chosen || exercises[0] || '';
  const query = useQuery({
    queryKey: ['documents', 'archives', id, job?.state],
    queryFn: async () => {
      const { items } = await ask(api.GET('/api/v1/documents', { params: { query: { limit: 200 } } }));
      return items.filter(({ kind, subjectId }) => kind === 'funder-export' && subjectId === id);
    },
  });
  return (
    <Section
      title={t('archive.title')}
      actions={
        <Act
          label={t('archive.ask')}
          kind="secondary"
          title={t('archive.ask-title', { name })}
          confirm={t('archive.ask')}
          do={() =>
            ask(
              api.POST('/api/v1/exports/funder-archives', {
                body: { exercise: Number(exercise), funderId: id },
              }),
            )
          }
          onDone={setAsked}
        >
          <p>{t('archive.what')}</p>
          <SelectField
            label={t('exports.exercise')}
            value={exercise}
            onChange={setChosen}
            options={exercises.map((value) => ({ value, label: value }))}
          />
        </Act>
      }
      isCard
    >
      <p className="measure">{t('archive.lead')}</p>
      {asked && job?.state !== 'done' && (
        <Progress job={job} label={t('archive.of', { exercise: asked.variant['exercise'] })} />
      )}
      <Loaded query={query} lines={1}>
        {(archives) => archives.length > 0 && <Archives archives={archives} />}
      </Loaded>
    </Section>
  );
}

function Archives({ archives }: { readonly archives: readonly Archive[] }) {
  const { t } = useTranslation('operator');
  return (
    <Table
      caption={t('archive.title')}
      isCaptionHidden
      rows={archives}
      keyOf={(each) => each.id}
      columns={[
        { title: t('exports.exercise'), cell: (each) => String(each.variant['exercise']), isHeading: true },
        { title: t('jobs.asked'), cell: (each) => <Instant at={each.askedAt} short /> },
        {
          title: t('common.state'),
          cell: (each) =>
            each.state === 'ready' ? (
              <ButtonLink kind="quiet" icon="download" href={`/api/v1/documents/${each.id}/file`} download>
                {t('archive.download')}
              </ButtonLink>
            ) : (
              <Status tone={each.state === 'failed' ? 'stop' : 'neutral'}>
                {t(`document-state.${each.state}`)}
              </Status>
            ),
        },
      ]}
    />
  );
}
