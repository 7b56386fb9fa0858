import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../words/formats.js';
import { useQuantities } from './quantities.js';
import css from './stages.module.css';

export interface Stage {
  readonly title: string;
  readonly vouchers: number;
  readonly cents: number;
  readonly tone: 'order' | 'offices' | 'hands' | 'done' | 'lost';
  /** What has not gone further, and what can be done about it. */
  readonly rest?: ReactNode;
}

/** The way of what was ordered, stage by stage: each bar is a part of the first one. */
export function Stages({ label, stages }: { readonly label: string; readonly stages: readonly Stage[] }) {
  const { t } = useTranslation('funder');
  const { money } = useFormats();
  const { vouchers } = useQuantities();
  const whole = stages[0]?.vouchers ?? 0;
  return (
    <ol className={css.stages} aria-label={label}>
      {stages.map((stage, index) => {
        const part = whole === 0 ? 0 : stage.vouchers / whole;
        return (
          <li key={stage.title} className={css.stage}>
            <div className={css.head}>
              <h3 className={css.title}>{stage.title}</h3>
              <p className={css.figures}>
                <strong className="figures">{vouchers(stage.vouchers)}</strong>{' '}
                <span className="figures">{money(stage.cents)}</span>
              </p>
            </div>
            <svg className={css.bar} viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
              <rect width={Math.max(part * 1000, part > 0 ? 4 : 0)} height="10" data-tone={stage.tone} />
            </svg>
            {index > 0 && whole > 0 && (
              <p className={css.note}>{t('stages.part', { percent: percentOf(part) })}</p>
            )}
            {stage.rest && <div className={css.rest}>{stage.rest}</div>}
          </li>
        );
      })}
    </ol>
  );
}

/** A part as whole percents; what is neither none nor all is never told as such. */
function percentOf(part: number): string {
  const percent = Math.round(part * 100);
  if (part > 0 && percent === 0) return '< 1';
  if (part < 1 && percent === 100) return '> 99';
  return String(percent);
}
