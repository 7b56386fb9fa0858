import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { EmptyState } from '../../components/empty-state.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { SelectField } from '../../components/select-field.js';
import { Status } from '../../components/status.js';
import { Table } from '../../components/table.js';
import { useFormats } from '../../words/formats.js';
import { Desk, Filters, useFilter } from './desk.js';

const NEEDS = ['decision', 'bank-verification', 'renewal'] as const;
type Summary = Api['StructureSummary'];

/** The structures, and what each waits for. */
export function Structures() {
  const { t } = useTranslation('operator');
  const [needs, setNeeds] = useFilter('besoin', NEEDS);
  const list = useList(['structures', needs], (after) =>
    ask(api.GET('/api/v1/structures', { params: { query: { after, needs: needs || undefined } } })),
  );
  return (
    <Desk title={t('structures.title')} lead={t('structures.lead')}>
      <Filters>
        <SelectField
          label={t('structures.needs')}
          value={needs}
          onChange={setNeeds}
          placeholder={t('common.all-f')}
          options={NEEDS.map((value) => ({ value, label: t(`structures.need-${value}`) }))}
        />
      </Filters>
      <Loaded query={list}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              title={
                needs === '' || needs === 'renewal' ? t('structures.none') : t(`structures.none-${needs}`)
              }
            >
              {needs === '' && t('structures.none-why')}
            </EmptyState>
          ) : (
            <Table
              caption={t('structures.title')}
              isCaptionHidden
              rows={items}
              keyOf={(each) => each.id}
              columns={[
                {
                  title: t('structures.name'),
                  cell: (each) => <Link href={`/operateur/structures/${each.id}`}>{each.name}</Link>,
                  isHeading: true,
                },
                {
                  title: t('structures.siret'),
                  cell: (each) => <span className="figures">{each.siret}</span>,
                },
                { title: t('structures.label'), cell: (each) => <LabelOf structure={each} /> },
                { title: t('structures.bank'), cell: (each) => <BankOf structure={each} /> },
              ]}
            />
          )
        }
      </Loaded>
      <More {...list} />
    </Desk>
  );
}

function LabelOf({ structure }: { readonly structure: Summary }) {
  const { t } = useTranslation('operator');
  const { day } = useFormats();
  if (structure.openApplicationId) return <Status tone="care">{t('structures.label-asked')}</Status>;
  if (!structure.labelInForce || !structure.lapsesOn)
    return <Status tone="neutral">{t('structures.label-none')}</Status>;
  return (
    <Status tone={structure.noticeDaysLeft === null ? 'good' : 'care'}>
      {t('structures.label-until', { day: day(structure.lapsesOn, true) })}
    </Status>
  );
}

function BankOf({ structure }: { readonly structure: Summary }) {
  const { t } = useTranslation('operator');
  const tone = { none: 'neutral', 'to-verify': 'care', verified: 'good' } as const;
  return <Status tone={tone[structure.bankDetails]}>{t(`structures.bank-${structure.bankDetails}`)}</Status>;
}
