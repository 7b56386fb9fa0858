import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { useAction } from '../../api/use-action.js';
import { Button } from '../../components/button.js';
import { FileField } from '../../components/file-field.js';
import { Form } from '../../components/form.js';
import { Notice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { Table } from '../../components/table.js';
import { useLanguage } from '../../words/words.js';
import css from './operator.module.css';

type Applied = Api['BankReportApplied'];

/** The file in which the bank answers for a run: it names its run and its transfers by itself. */
export function BankReport() {
  const { t } = useTranslation('operator');
  const [file, setFile] = useState<File | null>(null);
  const [isMissing, setMissing] = useState(false);
  const [applied, setApplied] = useState<Applied | null>(null);
  const action = useAction<File, Applied>({
    do: (report, key) =>
      ask(
        api.POST('/api/v1/bank-reports', {
          params: { header: { 'Idempotency-Key': key } },
          body: report as never,
          bodySerializer: (body) => body as unknown as File,
          headers: { 'Content-Type': 'application/xml' },
        }),
      ),
    onDone: setApplied,
  });
  return (
    <Section title={t('report.title')} isCard>
      <p className="measure">{t('report.how')}</p>
      <Form
        refusal={action.refusal}
        onSubmit={() => {
          setMissing(!file);
          if (file) action.run(file);
        }}
      >
        <FileField
          label={t('report.file')}
          accept=".xml,application/xml,text/xml"
          error={isMissing ? t('report.need') : null}
          onChange={(chosen) => {
            setFile(chosen);
            setMissing(false);
          }}
        />
        <div>
          <Button type="submit" kind="secondary" isPending={action.isPending}>
            {t('report.import')}
          </Button>
        </div>
      </Form>
      {applied && (
        <>
          <Notice
            key={applied.runId + applied.confirmed}
            kind="success"
            isAnswer
            title={t('report.applied', {
              number: applied.runNumber,
              confirmed: applied.confirmed,
              rejected: applied.rejected,
              others: applied.notRecorded,
            })}
          />
          <ReportLines applied={applied} />
        </>
      )}
    </Section>
  );
}

function ReportLines({ applied }: { readonly applied: Applied }) {
  const { t } = useTranslation('operator');
  const language = useLanguage();
  return (
    <Table
      caption={t('report.lines')}
      rows={applied.lines}
      keyOf={(each) => each.endToEndId}
      columns={[
        {
          title: t('run.reference'),
          cell: (each) =>
            each.payoutId ? (
              <Link
                className={css.mono}
                href={`/operateur/contre-paiements/lignes/${encodeURIComponent(each.endToEndId)}`}
              >
                {each.endToEndId}
              </Link>
            ) : (
              <span className={css.mono}>{each.endToEndId}</span>
            ),
          isHeading: true,
        },
        { title: t('report.result'), cell: (each) => each.sentences[language] },
        {
          title: t('report.reason'),
          cell: (each) => [each.reasonCode, each.reason?.[language]].filter(Boolean).join(' : '),
        },
      ]}
    />
  );
}
