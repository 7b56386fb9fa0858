import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { useSignedIn } from '../../api/session.js';
import { Button, ButtonLink } from '../../components/button.js';
import { DateField } from '../../components/date-field.js';
import { EmptyState } from '../../components/empty-state.js';
import { Money } from '../../components/figures.js';
import { KeyFigures } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Page } from '../../components/page.js';
import { Status } from '../../components/status.js';
import { Table } from '../../components/table.js';
import { today, useFormats } from '../../words/formats.js';
import { UndoDialog } from './undo-dialog.js';

type Scan = Api['RedemptionView'];

/** « 14:05 », in Paris: the day is that of the page. */
function timeText(at: string): string {
  const style = { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Paris' } as const;
  return new Intl.DateTimeFormat('fr-FR', style).format(new Date(at));
}

/** The scans of a day, the latest first, and what becomes of each. */
export function Scans() {
  const { t } = useTranslation('venue');
  const { day: dayText } = useFormats();
  const [day, setDay] = useState(today());
  const list = useList(['redemptions', day], (after) =>
    ask(api.GET('/api/v1/redemptions', { params: { query: { after, day: day || today() } } })),
  );
  const isToday = day === today();
  return (
    <Page
      title={isToday ? t('scans.title') : t('scans.title-of', { day: dayText(day || today()) })}
      actions={
        <ButtonLink href="/lieu" icon="voucher">
          {t('scans.scan')}
        </ButtonLink>
      }
    >
      <DateField label={t('scans.day')} value={day} onChange={(chosen) => chosen && setDay(chosen)} />
      <Loaded query={list}>
        {(scans) =>
          scans.length === 0 ? (
            <EmptyState icon="voucher" title={t('scans.none')}>
              <p>{t('scans.none-help')}</p>
            </EmptyState>
          ) : (
            <DayOfScans scans={scans} isWhole={!list.hasNextPage} />
          )
        }
      </Loaded>
      <More {...list} />
    </Page>
  );
}

function DayOfScans({ scans, isWhole }: { readonly scans: readonly Scan[]; readonly isWhole: boolean }) {
  const { t } = useTranslation('venue');
  const { number } = useFormats();
  const { role } = useSignedIn();
  const [undoing, setUndoing] = useState<Scan | null>(null);
  const standing = scans.filter(({ undoneAt }) => undoneAt === null);
  const cents = standing.reduce((sum, { structureCents }) => sum + structureCents, 0);
  const restCents = standing.reduce((sum, { copaymentCents }) => sum + copaymentCents, 0);
  return (
    <>
      {isWhole && (
        <KeyFigures
          figures={[
            { label: t('scans.count'), value: number(standing.length) },
            {
              label: t('scans.received'),
              value: <Money cents={cents} always />,
              note:
                role === 'structure-manager' ? t('scans.received-note-manager') : t('scans.received-note'),
            },
            { label: t('scans.rest'), value: <Money cents={restCents} />, note: t('scans.rest-note') },
          ]}
        />
      )}
      <Table
        caption={t('scans.title')}
        isCaptionHidden
        rows={scans}
        keyOf={({ id }) => id}
        columns={[
          {
            title: t('scans.receipt'),
            cell: (scan) => t('scans.number', { receipt: scan.receipt, time: timeText(scan.at) }),
            isHeading: true,
          },
          {
            title: t('scans.session'),
            cell: (scan) => `${scan.module.title}, ${scan.venue.name}, ${scan.mediatorName}`,
          },
          {
            title: t('scans.you-receive'),
            cell: (scan) => <Money cents={scan.structureCents} />,
            isFigure: true,
          },
          { title: t('scans.state'), cell: (scan) => <State scan={scan} onUndo={() => setUndoing(scan)} /> },
        ]}
      />
      {undoing && <UndoDialog scan={undoing} onClose={() => setUndoing(null)} />}
    </>
  );
}

function State({ scan, onUndo }: { readonly scan: Scan; readonly onUndo: () => void }) {
  const { t } = useTranslation('venue');
  if (scan.undoneAt) return <Status tone="neutral">{t('scans.undone')}</Status>;
  if (scan.payoutId) return <Status tone="info">{t('scans.in-payout')}</Status>;
  return (
    <Button kind="quiet" aria-label={t('scans.undo-of', { receipt: scan.receipt })} onClick={onUndo}>
      {t('scans.undo')}
    </Button>
  );
}
