import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { Money } from '../../components/figures.js';
import { Icon } from '../../components/icon.js';
import { Loaded } from '../../components/loading.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { useFormats } from '../../words/formats.js';
import css from './operator.module.css';

type Line = Api['DeskLine'];

/** Where each kind of task is done, the most urgent first: who is owed something by us before who owes us. */
const TASKS = [
  { name: 'jobs-failed', tone: 'stop', href: '/operateur/travaux?etat=failed' },
  { name: 'payouts-rejected', tone: 'stop', href: '/operateur/contre-paiements' },
  { name: 'orders', tone: 'care', href: '/operateur/commandes?etat=submitted' },
  { name: 'bank', tone: 'care', href: '/operateur/structures?besoin=bank-verification' },
  { name: 'labels', tone: 'care', href: '/operateur/structures?besoin=decision' },
  { name: 'runs-prepared', tone: 'care', href: '/operateur/contre-paiements' },
  { name: 'runs-sent', tone: 'care', href: '/operateur/contre-paiements' },
  { name: 'contested', tone: 'care', href: '/operateur/fin-d-annee' },
  { name: 'owed-now', tone: 'act', href: '/operateur/contre-paiements' },
  { name: 'invoices', tone: 'act', href: '/operateur/factures?etat=open' },
  { name: 'statements', tone: 'act', href: '/operateur/fin-d-annee' },
  { name: 'letters', tone: 'act', href: '/operateur/courriers?etat=undelivered' },
] as const;

/** Of a kind of task that none waits of, its name is said as of many. */
const SEVERAL = 2;

/** What waits for a decision, and whether the money is there. */
export function Home() {
  const { t } = useTranslation('operator');
  const query = useQuery({ queryKey: ['desk'], queryFn: () => ask(api.GET('/api/v1/desk')) });
  const tasks = TASKS.map((task) => ({
    ...task,
    line: query.data?.items.find((line) => line.task === task.name),
  }));
  const settled = tasks.filter(({ line }) => line?.count === 0);
  return (
    <Page title={t('home.title')} lead={t('home.lead')}>
      <Section title={t('home.waiting')}>
        <Loaded query={query} lines={6}>
          {() =>
            settled.length === tasks.length ? (
              <EmptyState title={t('home.nothing')} icon="check" />
            ) : (
              <ul className={css.tasks}>
                {tasks.map(({ line, ...task }) =>
                  line && line.count > 0 ? <Task key={task.name} {...task} line={line} /> : null,
                )}
              </ul>
            )
          }
        </Loaded>
      </Section>
      <Backing />
      {settled.length > 0 && (
        <Section title={t('home.settled')}>
          <ul className={css.settled}>
            {settled.map((task) => (
              <li key={task.name}>
                <Icon name="check" size={18} /> {t(`home.${task.name}`, { count: SEVERAL })}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </Page>
  );
}

interface TaskProps {
  readonly name: Line['task'];
  readonly tone: string;
  readonly href: string;
  readonly line: Line;
}

function Task({ name, tone, href, line }: TaskProps) {
  const { t } = useTranslation('operator');
  const { money, number } = useFormats();
  return (
    <li className={css.task} data-tone={tone}>
      <span className={`${css.count} figures`}>{number(line.count)}</span>
      <div className={css.what}>
        <span className={css.name}>
          {t(`home.${name}`, { count: line.count })}
          {line.cents > 0 && ` · ${money(line.cents)}`}
        </span>
        <span className={css.why}>{t(`home.${name}-why`)}</span>
      </div>
      <ButtonLink href={href} kind="secondary">
        {t('common.open')} <span className="visually-hidden">{t(`home.${name}`, { count: line.count })}</span>
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
