import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ACTIONS } from '../../../../src/audit/actions.js';
import { api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { DateField } from '../../components/date-field.js';
import { EmptyState } from '../../components/empty-state.js';
import { Instant } from '../../components/figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Notice } from '../../components/notice.js';
import { SelectField } from '../../components/select-field.js';
import { Table } from '../../components/table.js';
import { Desk, Filters, useFilter } from './desk.js';
import { DetailsOf, type Entry, SubjectOf } from './trail-entry.js';

/** Who did what, by what was done, when, by whom and to what. */
export function Trail() {
  const { t, i18n } = useTranslation('operator');
  const [action, setAction] = useFilter('action', ACTIONS);
  const [from, setFrom] = useFilter('du');
  const [to, setTo] = useFilter('au');
  const [personId] = useFilter('personne');
  const [subjectId] = useFilter('objet');
  const asked = {
    action: action || undefined,
    from: from || undefined,
    to: to || undefined,
    personId: personId || undefined,
    subjectId: subjectId || undefined,
  };
  const list = useList(['trail', asked], (after) =>
    ask(api.GET('/api/v1/audit-trail', { params: { query: { ...asked, after } } })),
  );
  const actions = ACTIONS.map((value) => ({ value, label: t(`did.${value}`) })).toSorted((one, other) =>
    one.label.localeCompare(other.label, i18n.language),
  );
  return (
    <Desk
      title={t('trail.title')}
      lead={t('trail.lead')}
      back={{ href: '/operateur/comptes', label: t('ledger.back') }}
    >
      <Filters>
        <SelectField
          label={t('trail.action')}
          value={action}
          onChange={setAction}
          placeholder={t('trail.any')}
          options={actions}
        />
        <DateField label={t('trail.from')} value={from} onChange={setFrom} />
        <DateField label={t('trail.to')} value={to} onChange={setTo} />
      </Filters>
      <Only entries={list.data} personId={personId} subjectId={subjectId} />
      <Loaded query={list}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('trail.none')} icon="search" />
          ) : (
            <Table
              caption={t('trail.title')}
              isCaptionHidden
              rows={items}
              keyOf={(each) => String(each.id)}
              columns={[
                { title: t('trail.at'), cell: (each) => <Instant at={each.at} short /> },
                { title: t('trail.who'), cell: (each) => <Who entry={each} /> },
                { title: t('trail.what'), cell: (each) => t(`did.${each.action}`), isHeading: true },
                { title: t('trail.subject'), cell: (each) => <SubjectOf entry={each} /> },
                { title: t('trail.details'), cell: (each) => <DetailsOf entry={each} /> },
              ]}
            />
          )
        }
      </Loaded>
      <More {...list} />
    </Desk>
  );
}

/** Who acted, with a way to all that they did; or a program, or the service by itself; for which organisation. */
function Who({ entry: { personId, personName, apiKeyId, organisationName } }: { readonly entry: Entry }) {
  const { t } = useTranslation('operator');
  const name = personName ?? t(apiKeyId ? 'trail.program' : 'trail.service');
  return (
    <>
      {personId ? (
        <Link href={`/operateur/journal?personne=${personId}`} aria-label={t('trail.by-person', { name })}>
          {name}
        </Link>
      ) : (
        name
      )}
      {organisationName && `, ${organisationName}`}
    </>
  );
}

interface OnlyProps {
  readonly entries: readonly Entry[] | undefined;
  readonly personId: string;
  readonly subjectId: string;
}

/** That only one person's acts, or one thing's history, are shown. */
function Only({ entries, personId, subjectId }: OnlyProps) {
  const { t } = useTranslation('operator');
  if (!personId && !subjectId) return null;
  const name = entries?.find((each) => each.personId === personId)?.personName;
  const subject = entries?.find((each) => each.subjectId === subjectId)?.subject;
  return (
    <Notice>
      {personId && <p>{name ? t('trail.only-person', { name }) : t('trail.only-person-unnamed')}</p>}
      {subjectId && (
        <p>
          {t('trail.only-subject', {
            what: subject ? t(`subject.${subject}`, { id: subjectId }) : subjectId,
          })}
        </p>
      )}
      <ButtonLink kind="quiet" href="/operateur/journal">
        {t('trail.everything')}
      </ButtonLink>
    </Notice>
  );
}
