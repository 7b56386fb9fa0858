import { useFormats } from '../words/formats.js';

/** An amount of integer cents: « 20 000 € ». */
export function Money({ cents, always }: { readonly cents: number; readonly always?: boolean }) {
  const { money } = useFormats();
  return <span className="figures">{money(cents, always)}</span>;
}

export function Quantity({ value }: { readonly value: number }) {
  const { number } = useFormats();
  return <span className="figures">{number(value)}</span>;
}

/** A Paris day YYYY-MM-DD: « 22 novembre 2026 », or « 22/11/2026 » in tables. */
export function Day({ day, short }: { readonly day: string; readonly short?: boolean }) {
  const formats = useFormats();
  return (
    <time dateTime={day} className="figures">
      {formats.day(day, short)}
    </time>
  );
}

/** An instant of the API, at Paris time. */
export function Instant({ at, short }: { readonly at: string; readonly short?: boolean }) {
  const { instant } = useFormats();
  return (
    <time dateTime={at} className="figures">
      {instant(at, short)}
    </time>
  );
}
