import css from './bar.module.css';

/** A part of the largest, drawn beside its figure: the table that it stands in says the same in words. */
export function Bar({
  value,
  most,
  tone = 'act',
}: {
  readonly value: number;
  readonly most: number;
  readonly tone?: 'act' | 'good' | 'sun';
}) {
  const part = most === 0 ? 0 : value / most;
  return (
    <svg className={css.bar} viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
      <rect width={Math.max(part * 1000, value > 0 ? 6 : 0)} height="10" data-tone={tone} />
    </svg>
  );
}
