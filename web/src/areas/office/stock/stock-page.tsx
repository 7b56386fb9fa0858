import { useTranslation } from 'react-i18next';
import { Loaded } from '../../../components/loading.js';
import { Page } from '../../../components/page.js';
import { NoOffice } from '../no-office.js';
import { OfficeChoice } from '../office-choice.js';
import { useActingOffice } from '../use-office.js';
import { Allotments } from './allotments.js';
import { Stock } from './stock.js';

/** What one's office has in its drawer, and how it came there. */
export function StockPage() {
  const { t } = useTranslation('office');
  const { query, office, choices, choose } = useActingOffice();
  return (
    <Page title={t('stock.title')} lead={office && t('stock.lead', { office: office.name })}>
      <Loaded query={query}>
        {() =>
          office ? (
            <>
              <OfficeChoice office={office} choices={choices} choose={choose} />
              <Stock key={office.id} officeId={office.id} />
              <Allotments officeId={office.id} />
            </>
          ) : (
            <NoOffice />
          )
        }
      </Loaded>
    </Page>
  );
}
