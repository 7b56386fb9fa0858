import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.js';
import { Flow } from '../../components/flow.js';
import { Money, Quantity } from '../../components/figures.js';
import { KeyFigures } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { Page, Section } from '../../components/page.js';
import { useFormats, today } from '../../words/formats.js';

/** What became of what was ordered. */
export function Home() {
  const { t } = useTranslation('funder');
  const { money } = useFormats();
  const exercise = Number(today().slice(0, 4));
  const query = useQuery({
    queryKey: ['overview', exercise],
    queryFn: () => ask(api.GET('/api/v1/overview', { params: { query: { exercise } } })),
  });
  return (
    <Page title={t('home.title', { exercise })} lead={t('home.lead')}>
      <Loaded query={query}>
        {({ total }) => {
          const inHands = total.handedOut - total.redeemed;
          const inOffices = total.allotted - total.handedOut;
          return (
            <>
              <KeyFigures
                figures={[
                  {
                    label: t('home.ordered'),
                    value: <Money cents={total.orderedCents} />,
                    note: <Quantity value={total.ordered} />,
                  },
                  {
                    label: t('home.allotted'),
                    value: <Money cents={total.allottedCents} />,
                    note: <Quantity value={total.allotted} />,
                  },
                  {
                    label: t('home.handed-out'),
                    value: <Money cents={total.handedOutCents} />,
                    note: <Quantity value={total.handedOut} />,
                  },
                  {
                    label: t('home.redeemed'),
                    value: <Money cents={total.redeemedCents} />,
                    note: <Quantity value={total.redeemed} />,
                  },
                ]}
              />
              <Section title={t('home.where')} isCard>
                <Flow
                  label={t('home.flow')}
                  parts={[
                    {
                      label: t('home.part-redeemed'),
                      value: total.redeemed,
                      detail: money(total.redeemedCents),
                      tone: 'good',
                    },
                    { label: t('home.part-hands'), value: inHands, tone: 'act' },
                    { label: t('home.part-offices'), value: inOffices, tone: 'pale' },
                    { label: t('home.part-unallotted'), value: total.ordered - total.allotted, tone: 'sun' },
                  ]}
                />
              </Section>
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
