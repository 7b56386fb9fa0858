import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { Day, Money } from '../../components/figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Table } from '../../components/table.js';
import { useFormats } from '../../words/formats.js';

/** The grant agreements of the service: what each grants, what is committed, what is left. */
export function Home() {
  const { t } = useTranslation('state');
  const { number } = useFormats();
  const list = useList(['grant-agreements'], (after) =>
    ask(api.GET('/api/v1/grant-agreements', { params: { query: { after } } })),
  );
  return (
    <Page title={t('home.title')} lead={t('home.lead')}>
      <ToPay />
      <Loaded query={list}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('home.none')}>
              <p>{t('home.none-next')}</p>
            </EmptyState>
          ) : (
            <Table
              caption={t('home.title')}
              isCaptionHidden
              rows={items}
              keyOf={(agreement) => agreement.id}
              columns={[
                {
                  title: t('home.reference'),
                  isHeading: true,
                  cell: ({ id, reference }) => <Link href={`/etat/conventions/${id}`}>{reference}</Link>,
                },
                {
                  title: t('home.rate'),
                  isFigure: true,
                  cell: (each) =>
                    t('home.percent', {
                      percent: number(Math.round((each.rateNumerator / each.rateDenominator) * 10_000) / 100),
                    }),
                },
                { title: t('home.ends'), cell: (each) => <Day day={each.endsOn} short /> },
                {
                  title: t('home.ceiling'),
                  isFigure: true,
                  cell: (each) => <Money cents={each.ceilingCents} />,
                },
                {
                  title: t('home.committed'),
                  isFigure: true,
                  cell: (each) => <Money cents={each.ceilingCents - each.remainingCeilingCents} />,
                },
                {
                  title: t('home.remaining'),
                  isFigure: true,
                  cell: (each) => <Money cents={each.remainingCeilingCents} />,
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

function ToPay() {
  const { t } = useTranslation('state');
  const { money } = useFormats();
  const { data } = useQuery({
    queryKey: ['invoices', 'open'],
    queryFn: () => ask(api.GET('/api/v1/invoices', { params: { query: { open: true, limit: 200 } } })),
  });
  if (!data || data.items.length === 0) return null;
  const restCents = data.items.reduce((sum, each) => sum + each.restCents, 0);
  const params = { count: data.items.length, amount: money(restCents) };
  return (
    <Notice kind="warning" title={t(data.next === null ? 'home.to-pay' : 'home.to-pay-more', params)}>
      <p>{t('home.to-pay-why')}</p>
      <div>
        <ButtonLink href="/etat/factures" kind="secondary">
          {t('home.to-invoices')}
        </ButtonLink>
      </div>
    </Notice>
  );
}
