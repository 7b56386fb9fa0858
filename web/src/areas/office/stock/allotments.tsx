import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../../api/client.js';
import { Instant, Quantity } from '../../../components/figures.js';
import { Loaded } from '../../../components/loading.js';
import { More, useList } from '../../../components/more.js';
import { Section } from '../../../components/page.js';
import { Table } from '../../../components/table.js';

type Allotment = Api['ListedAllotment'];

/** The books that came to an office, and those that left it. */
export function Allotments({ officeId }: { readonly officeId: string }) {
  const { t } = useTranslation('office');
  const list = useList(['allotments'], (after) =>
    ask(api.GET('/api/v1/allotments', { params: { query: { after } } })),
  );
  const what = (allotment: Allotment) => {
    if (allotment.kind === 'replace') return t('allotments.replace');
    if (allotment.toOfficeId === officeId) {
      return allotment.fromOfficeName
        ? t('allotments.from', { office: allotment.fromOfficeName })
        : t('allotments.received');
    }
    return allotment.toOfficeName
      ? t('allotments.to', { office: allotment.toOfficeName })
      : t('allotments.back');
  };
  return (
    <Section title={t('allotments.title')}>
      <Loaded query={list}>
        {(all) => {
          const ours = all.filter(({ fromOfficeId, toOfficeId }) =>
            [fromOfficeId, toOfficeId].includes(officeId),
          );
          if (ours.length === 0) return <p className="soft">{t('allotments.none')}</p>;
          return (
            <Table
              caption={t('allotments.title')}
              isCaptionHidden
              rows={ours}
              keyOf={({ id }) => id}
              columns={[
                { title: t('allotments.when'), cell: ({ at }) => <Instant at={at} short /> },
                { title: t('allotments.what'), isHeading: true, cell: what },
                { title: t('allotments.funder'), cell: ({ funderName }) => funderName },
                {
                  title: t('allotments.books'),
                  isFigure: true,
                  cell: ({ books }) => <Quantity value={books} />,
                },
              ]}
            />
          );
        }}
      </Loaded>
      <More {...list} />
    </Section>
  );
}
