import { useTranslation } from 'react-i18next';
import { Area, AreaChart, CartesianGrid, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { Api } from '../../api/client.js';
import { useFormats } from '../../words/formats.js';
import css from './backing.module.css';
import { TERMS } from './terms.js';

/** The terms one on the other, under the line of the cash that they must reach. Its table is beside it. */
export default function BackingChart({ days }: { readonly days: readonly Api['BackingDay'][] }) {
  const { t } = useTranslation('public');
  const { money, day } = useFormats();
  return (
    <figure className={css.chart}>
      <div className={css.plot} aria-hidden="true">
        <ResponsiveContainer width="100%" height="100%">
          <AreaChart
            data={[...days]}
            margin={{ top: 8, right: 8, bottom: 0, left: 8 }}
            accessibilityLayer={false}
          >
            <CartesianGrid vertical={false} stroke="#ddd2bf" />
            <XAxis
              dataKey="day"
              tickFormatter={(each: string) => day(each, true).slice(0, 5)}
              minTickGap={36}
              stroke="#4b5a62"
            />
            <YAxis width={84} tickFormatter={(cents: number) => money(cents)} stroke="#4b5a62" />
            <Tooltip
              isAnimationActive={false}
              labelFormatter={(each) => day(String(each))}
              formatter={(cents) => money(Number(cents), true)}
            />
            {TERMS.map(({ field, name, tone }) => (
              <Area
                key={field}
                dataKey={field}
                name={t(`backing.${name}`)}
                stackId="terms"
                type="stepAfter"
                stroke={tone}
                fill={tone}
                fillOpacity={1}
                isAnimationActive={false}
              />
            ))}
            <Line
              dataKey="ringFencedCents"
              name={t('backing.cash-short')}
              type="stepAfter"
              stroke="#182830"
              strokeWidth={3}
              dot={false}
              isAnimationActive={false}
            />
          </AreaChart>
        </ResponsiveContainer>
      </div>
      <figcaption className={css.legend}>
        <span>{t('backing.chart')}</span>
        <ul>
          <li>
            <svg width="22" height="14" aria-hidden="true">
              <path d="M0 7h22" stroke="#182830" strokeWidth="3" />
            </svg>
            {t('backing.cash-short')}
          </li>
          {TERMS.map(({ field, name, tone }) => (
            <li key={field}>
              <svg width="14" height="14" aria-hidden="true">
                <rect width="14" height="14" rx="3" fill={tone} />
              </svg>
              {t(`backing.${name}`)}
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}
