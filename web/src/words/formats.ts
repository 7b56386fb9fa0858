import { type Language, useLanguage } from './words.js';

const LOCALES = { fr: 'fr-FR', en: 'en-GB' } as const;
const PARIS = 'Europe/Paris';

/** The thin space of French numbers all but vanishes in our letters: a full one, that no line breaks at, takes its place. */
const widened = (text: string) => text.replaceAll('\u202f', '\u00a0');

/** « 20 000 € », « 9,58 € »: cents are shown where there are some, or always with `cents`. */
export function moneyText(amountCents: number, language: Language, cents = amountCents % 100 !== 0): string {
  const digits = cents ? 2 : 0;
  const format = new Intl.NumberFormat(LOCALES[language], {
    style: 'currency',
    currency: 'EUR',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return widened(format.format(amountCents / 100));
}

export function numberText(value: number, language: Language): string {
  return widened(new Intl.NumberFormat(LOCALES[language]).format(value));
}

/** « 22 novembre 2026 » for a day YYYY-MM-DD, which has no time zone; « 22/11/2026 » when short. */
export function dayText(day: string, language: Language, isShort = false): string {
  const style = isShort ? 'short' : 'long';
  const options: Intl.DateTimeFormatOptions = isShort
    ? { day: '2-digit', month: '2-digit', year: 'numeric' }
    : { dateStyle: style };
  const text = new Intl.DateTimeFormat(LOCALES[language], { ...options, timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );
  return language === 'fr' ? text.replace(/^1 /, '1er ') : text;
}

/** « 22 novembre 2026 à 14:05 », in Paris. */
export function instantText(instant: string, language: Language, isShort = false): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    dateStyle: isShort ? 'short' : 'long',
    timeStyle: 'short',
    timeZone: PARIS,
  }).format(new Date(instant));
}

/** « mars 2026 » for 2026-03. */
export function monthText(month: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${month}-01T00:00:00Z`));
}

/** Today's Paris day, YYYY-MM-DD. */
export function today(): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: PARIS }).format(new Date());
}

/** The writers of figures in the language of the page. */
export function useFormats() {
  const language = useLanguage();
  return {
    money: (amountCents: number, cents?: boolean) => moneyText(amountCents, language, cents),
    number: (value: number) => numberText(value, language),
    day: (day: string, isShort?: boolean) => dayText(day, language, isShort),
    month: (month: string) => monthText(month, language),
    instant: (instant: string, isShort?: boolean) => instantText(instant, language, isShort),
  };
}
