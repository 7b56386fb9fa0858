import { useQueries, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { Money } from '../../components/figures.js';
import { Icon } from '../../components/icon.js';
import { Loaded, Loading } from '../../components/loading.js';
import { Notice, RefusalNotice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { asRefusal } from '../../api/refusal.js';
import { useFormats } from '../../words/formats.js';
import css from './operator.module.css';

const MOST = 100;

interface Found {
  readonly count: number;
  /** Whether the list goes on after what was counted. */
  readonly isMore: boolean;
  readonly cents: number;
}

type Listed<Item> = { items: readonly Item[]; next: string | null };

const sum = <Item,>(items: readonly Item[], cents: (item: Item) => number) =>
  items.reduce((total, item) => total + cents(item), 0);

function counted<Item>({ items, next }: Listed<Item>, cents: (item: Item) => number = () => 0): Found {
  return { count: items.length, isMore: next !== null, cents: sum(items, cents) };
}

function waitingMoney(waiting: readonly Api['WaitingMoney'][]): Found {
  return { count: waiting.length, isMore: false, cents: sum(waiting, (each) => each.cents) };
}

const payouts = (state?: 'prepared' | 'sent') =>
  ask(api.GET('/api/v1/payouts', { params: { query: { state, limit: MOST } } }));
const statements = async (state: 'waiting' | 'contested') => {
  const { items, next } = await ask(api.GET('/api/v1/statements', { params: { query: { limit: MOST } } }));
  return counted({ items: items.filter((each) => each.state === state), next });
};

/** What may wait for the operator, the most urgent first: who is owed something by us before who owes us. */
const TASKS = [
  {
    name: 'jobs-failed',
    tone: 'stop',
    href: '/operateur/travaux?etat=failed',
    find: async () =>
      counted(await ask(api.GET('/api/v1/jobs', { params: { query: { state: 'failed', limit: MOST } } }))),
  },
  {
    name: 'payouts-rejected',
    tone: 'stop',
    href: '/operateur/contre-paiements',
    find: async () => waitingMoney((await payouts()).waiting.filter((each) => each.rejectedPayouts > 0)),
  },
  {
    name: 'orders',
    tone: 'care',
    href: '/operateur/commandes?etat=submitted',
    find: async () =>
      counted(
        await ask(api.GET('/api/v1/orders', { params: { query: { status: 'submitted', limit: MOST } } })),
        (order) => order.faceValueCents,
      ),
  },
  {
    name: 'bank',
    tone: 'care',
    href: '/operateur/structures?besoin=bank-verification',
    find: async () =>
      counted(
        await ask(
          api.GET('/api/v1/structures', { params: { query: { needs: 'bank-verification', limit: MOST } } }),
        ),
      ),
  },
  {
    name: 'labels',
    tone: 'care',
    href: '/operateur/structures?besoin=decision',
    find: async () =>
      counted(
        await ask(api.GET('/api/v1/structures', { params: { query: { needs: 'decision', limit: MOST } } })),
      ),
  },
  {
    name: 'runs-prepared',
    tone: 'care',
    href: '/operateur/contre-paiements',
    find: async () => counted(await payouts('prepared'), (payout) => payout.cents),
  },
  {
    name: 'runs-sent',
    tone: 'care',
    href: '/operateur/contre-paiements',
    find: async () => counted(await payouts('sent'), (payout) => payout.cents),
  },
  {
    name: 'contested',
    tone: 'care',
    href: '/operateur/fin-d-annee',
    find: () => statements('contested'),
  },
  {
    name: 'owed-now',
    tone: 'act',
    href: '/operateur/contre-paiements',
    find: async () => waitingMoney((await payouts()).waiting.filter((each) => each.reason === 'next-run')),
  },
  {
    name: 'invoices',
    tone: 'act',
    href: '/operateur/factures?etat=open',
    find: async () =>
      counted(
        await ask(api.GET('/api/v1/invoices', { params: { query: { open: true, limit: MOST } } })),
        (invoice) => invoice.restCents,
      ),
  },
  {
    name: 'statements',
    tone: 'act',
    href: '/operateur/fin-d-annee',
    find: () => statements('waiting'),
  },
  {
    name: 'letters',
    tone: 'act',
    href: '/operateur/courriers?etat=undelivered',
    find: async () =>
      counted(
        await ask(api.GET('/api/v1/letters', { params: { query: { state: 'undelivered', limit: MOST } } })),
      ),
  },
] as const;

/** What waits for a decision, and whether the money is there. */
export function Home() {
  const { t } = useTranslation('operator');
  const found = useQueries({
    queries: TASKS.map((task) => ({ queryKey: ['to-do', task.name], queryFn: task.find })),
  });
  const failed = found.find((query) => query.error !== null && query.data === undefined);
  const isWhole = found.every((query) => query.data !== undefined);
  const tasks = TASKS.map((task, index) => ({ ...task, found: found[index]!.data }));
  const open = tasks.filter((task) => task.found !== undefined && task.found.count > 0);
  const settled = tasks.filter((task) => task.found?.count === 0);
  return (
    <Page title={t('home.title')} lead={t('home.lead')}>
      <Section title={t('home.waiting')}>
        {failed && <RefusalNotice refusal={asRefusal(failed.error)} isAnswer={false} />}
        {!isWhole && !failed && <Loading lines={6} />}
        {isWhole && open.length === 0 && <EmptyState title={t('home.nothing')} icon="check" />}
        {(isWhole || failed) && (
          <ul className={css.tasks}>
            {open.map((task) => (
              <Task key={task.name} {...task} found={task.found!} />
            ))}
          </ul>
        )}
      </Section>
      <Backing />
      {isWhole && settled.length > 0 && (
        <Section title={t('home.settled')}>
          <ul className={css.settled}>
            {settled.map((task) => (
              <li key={task.name}>
                <Icon name="check" size={18} /> {t(`home.${task.name}`)}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </Page>
  );
}

function Task({ name, tone, href, found }: (typeof TASKS)[number] & { readonly found: Found }) {
  const { t } = useTranslation('operator');
  const { money, number } = useFormats();
  const amount = money(found.cents);
  return (
    <li className={css.task} data-tone={tone}>
      <span className={`${css.count} figures`}>
        {found.isMore ? `${number(found.count)}+` : number(found.count)}
      </span>
      <div className={css.what}>
        <span className={css.name}>
          {t(`home.${name}`)}
          {found.cents > 0 && !found.isMore && ` · ${amount}`}
        </span>
        <span className={css.why}>{t(`home.${name}-why`)}</span>
      </div>
      <ButtonLink href={href} kind="secondary">
        {t('common.open')} <span className="visually-hidden">{t(`home.${name}`)}</span>
      </ButtonLink>
    </li>
  );
}

/** What is held, and what it is held for, in one line. */
function Backing() {
  const { t } = useTranslation('operator');
  const { money } = useFormats();
  const query = useQuery({ queryKey: ['backing'], queryFn: () => ask(api.GET('/api/v1/backing')) });
  return (
    <Section title={t('home.backing-title')} isCard>
      <Loaded query={query} lines={2}>
        {({ today }) => {
          const terms = [
            ['outstanding', today.outstandingCents],
            ['owed', today.owedToStructuresCents],
            ['credit-notes', today.creditNotesCents],
            ['advance', today.paidInAdvanceCents],
            ['unswept', today.unsweptFeeCents],
          ] as const;
          return (
            <>
              <p className={css.equation}>
                <span>
                  <strong>
                    <Money cents={today.ringFencedCents} always />
                  </strong>{' '}
                  <small>{t('home.backing-whole')}</small>
                </span>
                {terms.map(([name, cents], index) => (
                  <span key={name}>
                    {index === 0 ? '= ' : '+ '}
                    <strong>
                      <Money cents={cents} always />
                    </strong>{' '}
                    <small>{t(`home.${name}`)}</small>
                  </span>
                ))}
              </p>
              <Notice kind={today.gapCents === 0 ? 'success' : 'refusal'}>
                {t(today.gapCents === 0 ? 'home.backing-good' : 'home.backing-gap', {
                  gap: money(today.gapCents, true),
                })}
              </Notice>
              <div>
                <ButtonLink kind="quiet" href="/operateur/comptes">
                  {t('home.backing-link')}
                </ButtonLink>
              </div>
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}
