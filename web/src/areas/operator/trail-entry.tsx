import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Api } from '../../api/client.js';
import { useFormats } from '../../words/formats.js';
import css from './operator.module.css';

export type Entry = Api['AuditEntryView'];
type Subject = Entry['subject'];
type Value = string | number | boolean | null | readonly (string | number)[];

/** Where a thing has a page of its own. */
const PAGES: Partial<Record<Subject, (id: string) => string>> = {
  'credit-note': (id) => `/operateur/avoirs/${id}`,
  exercise: (id) => `/operateur/fin-d-annee?exercice=${id}`,
  'grant-agreement': (id) => `/operateur/conventions/${id}`,
  invoice: (id) => `/operateur/factures/${id}`,
  job: (id) => `/operateur/travaux/${id}`,
  module: () => '/operateur/modules',
  order: (id) => `/operateur/commandes/${id}`,
  organisation: (id) => `/operateur/organisations/${id}`,
  payout: (id) => `/operateur/contre-paiements/${id}`,
  'payout-run': (id) => `/operateur/contre-paiements/campagnes/${id}`,
  redemption: (id) => `/operateur/encaissements/${id}`,
  'ring-fenced-account': () => '/operateur/compte-cantonne',
  statement: (id) => `/operateur/etats/${id}`,
  structure: (id) => `/operateur/structures/${id}`,
};

/** What the identifiers among the details are of. */
const SUBJECT_OF: Readonly<Record<string, Subject>> = {
  orderId: 'order',
  organisationId: 'organisation',
  insistFor: 'structure',
};

/** What it was done to, by name, and a way to all that was done to it. */
export function SubjectOf({ entry: { subject, subjectId } }: { readonly entry: Entry }) {
  const { t } = useTranslation('operator');
  const page = PAGES[subject]?.(subjectId);
  const name = t(`subject.${subject}`, { id: subjectId });
  return (
    <span className={css.what}>
      {page ? <Link href={page}>{name}</Link> : name}
      <Link href={`/operateur/journal?objet=${encodeURIComponent(subjectId)}`} className={css.small}>
        {t('trail.history')}
        <span className="visually-hidden"> : {name}</span>
      </Link>
    </span>
  );
}

/** The details of an entry as lines: amounts in euros, days in words, links where there is a page. */
export function DetailsOf({ entry }: { readonly entry: Entry }) {
  const { t, i18n } = useTranslation('operator');
  const worth = useWorth(entry);
  const lines = Object.entries(entry.details as Record<string, Value>).filter(
    ([name, value]) =>
      value !== null &&
      !(Array.isArray(value) && value.length === 0) &&
      !(name === 'excessCents' && value === 0),
  );
  if (lines.length === 0) return null;
  const label = (name: string) =>
    i18n.exists(`detail.${name}`, { ns: 'operator' }) ? t(`detail.${name}` as 'detail.cents') : name;
  return (
    <dl className={css.lines}>
      {lines.map(([name, value]) => (
        <div key={name}>
          <dt>{label(name)}</dt>
          <dd>{worth(name, value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How the value of a detail is told; one that has no words of its own is told as it is. */
function useWorth({ subject }: Entry) {
  const { t, i18n } = useTranslation('operator');
  const { money, day, number } = useFormats();
  const word = (key: string, text: string) =>
    i18n.exists(key, { ns: 'operator' }) ? t(key as 'value.role.manager') : text;
  const one = (name: string, value: string | number | boolean): ReactNode => {
    if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no');
    if (typeof value === 'number') {
      if (name.toLowerCase().endsWith('cents')) return money(value, true);
      return name === 'exercise' ? String(value) : number(value);
    }
    if (name.endsWith('On')) return day(value);
    if (name === 'step') return word(`step.${value}`, value);
    if (name === 'kind' && subject === 'job') return word(`job-kind.${value}`, value);
    const page = PAGES[SUBJECT_OF[name] ?? 'person']?.(value);
    if (page) return <Link href={page}>{t(`subject.${SUBJECT_OF[name]!}`, { id: value })}</Link>;
    return word(`value.${name}.${value}`, value);
  };
  return (name: string, value: Value): ReactNode => {
    if (value === null) return null;
    if (typeof value !== 'object') return one(name, value);
    return value.map((each, index) => (
      <span key={String(each)}>
        {index > 0 && ', '}
        {one(name, each)}
      </span>
    ));
  };
}
