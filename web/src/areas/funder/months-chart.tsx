import { useTranslation } from 'react-i18next';
import type { Api } from '../../api/client.js';
import { useFormats } from '../../words/formats.js';
import css from './bar.module.css';

type Month = Api['MonthOverview'];

const HEIGHT = 200;
const WIDTH = 96;
const BASE = 170;

/** Every month from the first to the last, those in which nothing happened included. */
export function wholeMonths(months: readonly Month[]): Month[] {
  const [first, last] = [months[0]?.month, months.at(-1)?.month];
  if (!first || !last) return [];
  const whole: Month[] = [];
  for (let month = first; month <= last; month = after(month)) {
    const nothing = {
      handedOut: 0,
      handedOutCents: 0,
      redeemed: 0,
      redeemedCents: 0,
      expired: 0,
      expiredCents: 0,
    };
    whole.push(months.find((each) => each.month === month) ?? { month, ...nothing });
  }
  return whole;
}

function after(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

/** Two bars a month; the table under it says the same. */
export function MonthsChart({ months }: { readonly months: readonly Month[] }) {
  const { t } = useTranslation('funder');
  const { month: monthText, number } = useFormats();
  const most = Math.max(1, ...months.flatMap(({ handedOut, redeemed }) => [handedOut, redeemed]));
  const bar = (value: number, x: number, tone: string) => {
    const height = (value / most) * (BASE - 20);
    return (
      <>
        <rect x={x} y={BASE - height} width="30" height={height} data-tone={tone} />
        <text x={x + 15} y={BASE - height - 5} textAnchor="middle">
          {number(value)}
        </text>
      </>
    );
  };
  return (
    <figure className="stack">
      <figcaption className={css.legend}>
        {(['act', 'good'] as const).map((tone) => (
          <span key={tone}>
            <svg className={css.key} viewBox="0 0 10 10" aria-hidden="true">
              <rect width="10" height="10" data-tone={tone} />
            </svg>
            {t(tone === 'act' ? 'use.chart-handed-out' : 'use.chart-redeemed')}
          </span>
        ))}
      </figcaption>
      <svg
        className={css.months}
        viewBox={`0 0 ${Math.max(months.length, 4) * WIDTH} ${HEIGHT}`}
        preserveAspectRatio="xMinYMid meet"
        aria-hidden="true"
      >
        <line x1="0" x2={Math.max(months.length, 4) * WIDTH} y1={BASE} y2={BASE} />
        {months.map((each, index) => (
          <g key={each.month} transform={`translate(${index * WIDTH} 0)`}>
            {bar(each.handedOut, 14, 'act')}
            {bar(each.redeemed, 48, 'good')}
            <text x="46" y={BASE + 20} textAnchor="middle">
              {monthText(each.month).split(' ')[0]}
            </text>
          </g>
        ))}
      </svg>
    </figure>
  );
}
