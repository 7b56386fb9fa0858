import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Api } from '../../../api/client.js';
import { Day, Money } from '../../../components/figures.js';
import { useFormats } from '../../../words/formats.js';
import type { Office } from '../use-office.js';
import type { Given } from './done.js';
import css from './slip.module.css';

interface SlipProps {
  readonly given: Given;
  readonly office: Office;
  /** Where they can be used. */
  readonly children: ReactNode;
}

const METRES = 1000;

/**
 * What the person takes away with the vouchers: their numbers, until when, what they pay, and where. It bears no name: a
 * slip left in a tram says nothing of anyone. With the numbers, a lost voucher can be declared.
 */
export function Slip({ given: { handedOut, module }, office, children }: SlipProps) {
  const { t } = useTranslation('office');
  const { vouchers, day, validUntil } = handedOut;
  const cents = vouchers.reduce((sum, voucher) => sum + voucher.cents, 0);
  return (
    <article className={css.slip} aria-label={t('slip.label')}>
      <div className={css.head}>
        <p className={css.brand}>Passerelle</p>
        <p className={css.from}>
          {office.name}, {office.commune}
          <br />
          <Day day={day} />
        </p>
      </div>
      <h3 className={css.title}>{t('slip.title', { count: vouchers.length })}</h3>
      <p className={css.worth}>
        <Money cents={cents} /> {t('slip.for')} <strong>{module.title}</strong>
      </p>
      <ol className={css.codes}>
        {vouchers.map((voucher) => (
          <li key={voucher.code}>
            <span className={css.code}>{voucher.code}</span> <Money cents={voucher.cents} />
          </li>
        ))}
      </ol>
      <p className={css.until}>
        {t('slip.until')}{' '}
        <strong>
          <Day day={validUntil} />
        </strong>
      </p>
      <ul className={css.rules}>
        <li>{t('slip.pays', { title: module.title, count: vouchers.length })}</li>
        <li>{t('slip.whole')}</li>
        <li>{t('slip.lost', { office: office.name })}</li>
      </ul>
      <h4 className={css.where}>{t('slip.where')}</h4>
      {children}
      <p className={css.more}>{t('slip.more', { address: `${window.location.host}/ou` })}</p>
    </article>
  );
}

interface NearestVenuesProps {
  readonly venues: readonly Api['PublicVenue'][];
  readonly moduleId: string;
}

/** The venues that teach the module, the nearest to the person's commune first. */
export function NearestVenues({ venues, moduleId }: NearestVenuesProps) {
  const { t } = useTranslation('office');
  const { number } = useFormats();
  const priceOf = (venue: Api['PublicVenue']) =>
    venue.modules.find((offer) => offer.moduleId === moduleId)?.priceCents;
  if (venues.length === 0) return <p>{t('slip.nowhere')}</p>;
  return (
    <ol className={css.venues}>
      {venues.map((venue) => {
        const price = priceOf(venue);
        return (
          <li key={venue.id}>
            <p className={css.venue}>
              <strong>{venue.name}</strong>
              {venue.metres !== null && (
                <span>
                  {venue.metres < METRES
                    ? t('slip.here')
                    : t('slip.away', { km: number(Math.round(venue.metres / METRES)) })}
                </span>
              )}
            </p>
            <p>
              {venue.street}, {venue.postcode} {venue.commune}
            </p>
            <p>{venue.opening}</p>
            {price !== undefined && (
              <p>
                {t('slip.price')} <Money cents={price} />
              </p>
            )}
          </li>
        );
      })}
    </ol>
  );
}
