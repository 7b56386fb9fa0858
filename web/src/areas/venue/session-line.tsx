import { useTranslation } from 'react-i18next';
import { today, useFormats } from '../../words/formats.js';
import type { ScanSession } from './queue/entry.js';
import css from './session.module.css';

/** What the scans are for, in three lines, and the way to change it. */
export function SessionLine({
  session,
  onChange,
}: {
  readonly session: ScanSession;
  readonly onChange: () => void;
}) {
  const { t } = useTranslation('venue');
  const { money, day } = useFormats();
  const restCents = session.priceCents - session.voucherCents;
  const isToday = session.sessionOn === today();
  return (
    <section className={css.line} aria-label={t('session.current')}>
      <p className={css.what}>
        <strong>{session.moduleTitle}</strong>
        {session.venueName}, {session.mediatorName}
        <br />
        <span className={isToday ? undefined : css.other}>
          {isToday ? t('session.today') : t('session.on', { day: day(session.sessionOn) })}
        </span>
        {', '}
        {restCents > 0
          ? t('session.price-rest', { price: money(session.priceCents), rest: money(restCents) })
          : t('session.price-whole', { price: money(session.priceCents) })}
      </p>
      <button type="button" className={css.change} onClick={onChange}>
        {t('session.change')}
      </button>
    </section>
  );
}
