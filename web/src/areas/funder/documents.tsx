import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { Day, Instant } from '../../components/figures.js';
import { useList } from '../../components/more.js';
import { Notice } from '../../components/notice.js';
import { Progress, useJob } from '../../components/progress.js';
import { useFormats } from '../../words/formats.js';
import css from './documents.module.css';

type Document = Api['DocumentView'];

/** What was asked to be made in the background of a kind and of a subject, newest first. */
export function useDocuments(kind: string, subjectId?: string) {
  const of = { kind, ...(subjectId ? { subjectId } : {}) };
  return useList(['documents', of], (after) =>
    ask(api.GET('/api/v1/documents', { params: { query: { ...of, after } } })),
  );
}

/** One paper: how far it is, then where to get it. */
export function DocumentLine({ document, label }: { readonly document: Document; readonly label: string }) {
  const { t } = useTranslation('funder');
  return (
    <li className={css.line}>
      {document.state === 'making' ? (
        <Making document={document} label={label} />
      ) : (
        <>
          <div className={css.text}>
            <strong>{label}</strong>
            <span className="soft">
              {t('papers.asked-at')} <Instant at={document.askedAt} short />
              {document.state === 'ready' && document.expiresAt && (
                <>
                  {' · '}
                  {t('papers.kept-until')} <Day day={document.expiresAt.slice(0, 10)} short />
                </>
              )}
            </span>
          </div>
          {document.state === 'ready' && <Download document={document} label={label} />}
          {document.state === 'failed' && <Notice kind="refusal">{t('papers.failed')}</Notice>}
          {document.state === 'removed' && <span className="soft">{t('papers.removed')}</span>}
        </>
      )}
    </li>
  );
}

function Download({ document, label }: { readonly document: Document; readonly label: string }) {
  const { t } = useTranslation('funder');
  const { number } = useFormats();
  const size = Math.max(1, Math.round((document.byteCount ?? 0) / 1000));
  return (
    <ButtonLink href={`/api/v1/documents/${document.id}/file`} kind="secondary" icon="download" download>
      {t('papers.download', { size: number(size) })}
      <span className="visually-hidden"> {label}</span>
    </ButtonLink>
  );
}

function Making({ document, label }: { readonly document: Document; readonly label: string }) {
  const queries = useQueryClient();
  const job = useJob(document.jobId);
  const isOver = job?.state === 'done' || job?.state === 'failed';
  useEffect(() => {
    if (isOver) void queries.invalidateQueries({ queryKey: ['documents'] });
  }, [isOver, queries]);
  return (
    <div className={css.making}>
      <Progress job={job} label={label} />
    </div>
  );
}
