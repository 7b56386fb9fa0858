import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { api, ask } from '../../api/client.js';
import { Button } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { Instant } from '../../components/figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Table } from '../../components/table.js';
import { TextField } from '../../components/text-field.js';
import { Desk } from './desk.js';
import css from './operator.module.css';

/** Who did what, by action and subject. */
export function Trail() {
  const { t } = useTranslation('operator');
  const [search, setSearch] = useSearchParams();
  const action = search.get('action') ?? '';
  const subjectId = search.get('objet') ?? '';
  const [typedAction, setTypedAction] = useState(action);
  const [typedSubject, setTypedSubject] = useState(subjectId);
  const list = useList(['trail', action, subjectId], (after) =>
    ask(
      api.GET('/api/v1/audit-trail', {
        params: { query: { after, action: action || undefined, subjectId: subjectId || undefined } },
      }),
    ),
  );
  return (
    <Desk
      title={t('trail.title')}
      lead={t('trail.lead')}
      back={{ href: '/operateur/comptes', label: t('ledger.back') }}
    >
      <form
        className={css.filters}
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          const next = { action: typedAction.trim(), objet: typedSubject.trim() };
          setSearch(Object.entries(next).filter(([, value]) => value !== ''));
        }}
      >
        <TextField
          label={t('trail.action')}
          hint={t('trail.action-hint')}
          value={typedAction}
          onChange={setTypedAction}
        />
        <TextField label={t('trail.subject-id')} value={typedSubject} onChange={setTypedSubject} />
        <Button type="submit" kind="secondary" icon="search">
          {t('trail.search')}
        </Button>
      </form>
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
                { title: t('trail.at'), cell: (each) => <Instant at={each.at} short />, isHeading: true },
                {
                  title: t('trail.who'),
                  cell: (each) =>
                    [each.personName ?? t('trail.program'), each.organisationName].filter(Boolean).join(', '),
                },
                { title: t('trail.what'), cell: (each) => <span className={css.mono}>{each.action}</span> },
                {
                  title: t('trail.subject'),
                  cell: (each) => (
                    <span className={css.mono}>
                      {each.subject} {each.subjectId}
                    </span>
                  ),
                },
                {
                  title: t('trail.details'),
                  cell: (each) =>
                    Object.keys(each.details).length > 0 && (
                      <span className={css.mono}>{JSON.stringify(each.details)}</span>
                    ),
                },
              ]}
            />
          )
        }
      </Loaded>
      <More {...list} />
    </Desk>
  );
}
