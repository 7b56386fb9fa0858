import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.js';
import { EmptyState } from '../../components/empty-state.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { SelectField } from '../../components/select-field.js';
import { Desk, Filters, useFilter } from './desk.js';
import { InvoiceTable } from './invoice-table.js';

const KINDS = ['vouchers-funder', 'vouchers-state', 'order-fee', 'label'] as const;

/** What is owed to the platform. */
export function Invoices() {
  const { t } = useTranslation('operator');
  const [state, setState] = useFilter('etat', ['open']);
  const [kind, setKind] = useFilter('objet', KINDS);
  const list = useList(['invoices', state, kind], (after) =>
    ask(
      api.GET('/api/v1/invoices', {
        params: { query: { after, open: state === 'open' ? true : undefined, kind: kind || undefined } },
      }),
    ),
  );
  return (
    <Desk title={t('invoices.title')} lead={t('invoices.lead')}>
      <Filters>
        <SelectField
          label={t('common.state')}
          value={state}
          onChange={setState}
          placeholder={t('common.all-f')}
          options={[{ value: 'open', label: t('invoices.filter-open') }]}
        />
        <SelectField
          label={t('invoices.filter-kind')}
          value={kind}
          onChange={setKind}
          placeholder={t('common.all')}
          options={KINDS.map((value) => ({ value, label: t(`invoice-kind.${value}`) }))}
        />
      </Filters>
      <Loaded query={list}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              title={state === 'open' ? t('invoices.none-open') : t('invoices.none')}
              icon="check"
            />
          ) : (
            <InvoiceTable caption={t('invoices.title')} invoices={items} />
          )
        }
      </Loaded>
      <More {...list} />
    </Desk>
  );
}
