import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { Loaded } from '../../components/loading.js';
import { Page, Section } from '../../components/page.js';
import { ExerciseChoice, useExercise } from './exercise.js';
import { useQuantities } from './quantities.js';
import { Stages } from './stages.js';
import { Todo } from './todo.js';

type Total = Api['OverviewTotal'];

/** What became of a funder's vouchers, whole or of a year. */
export function useOverview(exercise: number) {
  return useQuery({
    queryKey: ['overview', exercise],
    queryFn: () => ask(api.GET('/api/v1/overview', { params: { query: { exercise } } })),
  });
}

/** What waits for the funder, and how far what it ordered has got. */
export function Home() {
  const { t } = useTranslation('funder');
  const [exercise, setExercise] = useExercise();
  const overview = useOverview(exercise);
  return (
    <Page
      title={t('home.title', { exercise })}
      lead={t('home.lead')}
      actions={
        <>
          <ExerciseChoice value={exercise} onChange={setExercise} />
          <ButtonLink href="/financeur/commandes/nouvelle" icon="plus">
            {t('home.order')}
          </ButtonLink>
        </>
      }
    >
      <Todo overview={overview.data} exercise={exercise} />
      <Loaded query={overview} lines={8}>
        {({ total }) =>
          total.ordered === 0 ? (
            <EmptyState title={t('home.none', { exercise })} icon="voucher">
              <p>{t('home.none-next')}</p>
            </EmptyState>
          ) : (
            <Section
              title={t('home.where')}
              isCard
              actions={<Link href={`/financeur/usages?exercice=${exercise}`}>{t('home.details')}</Link>}
            >
              <Way total={total} exercise={exercise} />
            </Section>
          )
        }
      </Loaded>
    </Page>
  );
}

/** Where vouchers that have not ended stand. What sleeps is told from June on; before, nothing has expired or been lost for good. */
export function restOf(total: Total) {
  const { sleeping } = total;
  const issued = sleeping
    ? total.redeemed +
      total.expired +
      total.revoked +
      sleeping.inDrawer +
      sleeping.inHands +
      sleeping.unallotted
    : null;
  return {
    unallotted: sleeping ? sleeping.unallotted : total.ordered - total.allotted,
    unallottedCents: sleeping ? sleeping.unallottedCents : total.orderedCents - total.allottedCents,
    inDrawer: sleeping ? sleeping.inDrawer : total.allotted - total.handedOut,
    inDrawerCents: sleeping ? sleeping.inDrawerCents : total.allottedCents - total.handedOutCents,
    inHands: sleeping ? sleeping.inHands : total.handedOut - total.redeemed,
    inHandsCents: sleeping ? sleeping.inHandsCents : total.handedOutCents - total.redeemedCents,
    /** Ordered, and whose books are not made yet; told from June on. */
    unissued: issued === null ? 0 : total.ordered - issued,
  };
}

function Way({ total, exercise }: { readonly total: Total; readonly exercise: number }) {
  const { t } = useTranslation('funder');
  const { worth, vouchers } = useQuantities();
  const rest = restOf(total);
  const ended = total.expired + total.revoked;
  return (
    <Stages
      label={t('home.where')}
      stages={[
        {
          title: t('home.ordered'),
          vouchers: total.ordered,
          cents: total.orderedCents,
          tone: 'order',
          rest: rest.unissued > 0 && t('home.unissued', { vouchers: vouchers(rest.unissued) }),
        },
        {
          title: t('home.allotted'),
          vouchers: total.allotted,
          cents: total.allottedCents,
          tone: 'offices',
          rest: rest.unallotted > 0 && (
            <>
              <span>{t('home.unallotted', { worth: worth(rest.unallotted, rest.unallottedCents) })}</span>
              <Link href="/financeur/carnets">{t('home.allot')}</Link>
            </>
          ),
        },
        {
          title: t('home.handed-out'),
          vouchers: total.handedOut,
          cents: total.handedOutCents,
          tone: 'hands',
          rest: rest.inDrawer > 0 && (
            <>
              <span>{t('home.in-drawer', { worth: worth(rest.inDrawer, rest.inDrawerCents) })}</span>
              <Link href={`/financeur/usages?exercice=${exercise}`}>{t('home.by-office')}</Link>
            </>
          ),
        },
        {
          title: t('home.redeemed'),
          vouchers: total.redeemed,
          cents: total.redeemedCents,
          tone: 'done',
          rest: rest.inHands > 0 && t('home.in-hands', { worth: worth(rest.inHands, rest.inHandsCents) }),
        },
        ...(ended > 0
          ? [
              {
                title: t('home.ended'),
                vouchers: ended,
                cents: total.expiredCents + total.revokedCents,
                tone: 'lost' as const,
                rest: (
                  <>
                    <span>
                      {t('home.ended-detail', {
                        expired: vouchers(total.expired),
                        revoked: vouchers(total.revoked),
                      })}
                    </span>
                    <Link href={`/financeur/fin-exercice?exercice=${exercise}`}>{t('home.to-year-end')}</Link>
                  </>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}
