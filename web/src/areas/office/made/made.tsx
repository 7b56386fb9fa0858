import { useTranslation } from 'react-i18next';
import { api, ask } from '../../../api/client.js';
import { useSignedIn } from '../../../api/session.js';
import { ButtonLink } from '../../../components/button.js';
import { EmptyState } from '../../../components/empty-state.js';
import { Instant, Quantity } from '../../../components/figures.js';
import { Loaded } from '../../../components/loading.js';
import { More, useList } from '../../../components/more.js';
import { Notice } from '../../../components/notice.js';
import { Page } from '../../../components/page.js';
import { Status } from '../../../components/status.js';
import { Table } from '../../../components/table.js';
import { thisYear } from '../stock/use-stock.js';

/** The hand-outs made, the latest first. Nothing says to whom, and nothing could. */
export function MadeHandOuts() {
  const { t } = useTranslation('office');
  const { role, office } = useSignedIn();
  const list = useList(['hand-outs'], (after) =>
    ask(api.GET('/api/v1/hand-outs', { params: { query: { after } } })),
  );
  const isManager = role === 'prescriber-manager';
  return (
    <Page
      title={t('made.title')}
      lead={t('made.lead')}
      actions={
        isManager && (
          <ButtonLink
            kind="secondary"
            icon="download"
            download
            href={`/api/v1/exports/hand-outs.csv?exercise=${thisYear()}`}
          >
            {t('made.export', { year: thisYear() })}
          </ButtonLink>
        )
      }
    >
      <Notice kind="info" title={t('made.renewal-title')}>
        <p>{t('made.renewal')}</p>
      </Notice>
      <Loaded query={list}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('made.none')} icon="voucher">
              <ButtonLink href={isManager ? '/antenne/remettre' : '/antenne'}>
                {t('hand-out.title')}
              </ButtonLink>
            </EmptyState>
          ) : (
            <Table
              caption={t('made.title')}
              isCaptionHidden
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                { title: t('made.when'), isHeading: true, cell: ({ at }) => <Instant at={at} short /> },
                ...(office
                  ? []
                  : [{ title: t('made.office'), cell: (each: (typeof items)[number]) => each.officeName }]),
                { title: t('made.module'), cell: ({ moduleTitle }) => moduleTitle },
                {
                  title: t('made.vouchers'),
                  isFigure: true,
                  cell: ({ vouchers }) => <Quantity value={vouchers} />,
                },
                {
                  title: t('made.round'),
                  cell: ({ round }) =>
                    round === 2 ? (
                      <Status tone="info">{t('made.second')}</Status>
                    ) : (
                      <Status tone="neutral">{t('made.first')}</Status>
                    ),
                },
                {
                  title: t('made.age'),
                  cell: ({ ageBracket }) => t(`made.ages.${ageBracket}` as 'made.ages.70+'),
                },
              ]}
            />
          )
        }
      </Loaded>
      <More {...list} />
    </Page>
  );
}
