import { useTranslation } from 'react-i18next';
import { Loaded } from '../../../components/loading.js';
import { Details } from '../../../components/key-figures.js';
import { Page } from '../../../components/page.js';
import { useStructure } from '../use-desk.js';
import { BankAccount } from './bank-account.js';
import { Label } from './label.js';
import { Mediators } from './mediators.js';
import { Offers } from './offers.js';
import { Venues } from './venues.js';

/** What a structure declares of itself, and where it stands. */
export function StructurePage() {
  const { t } = useTranslation('venue');
  const query = useStructure();
  return (
    <Page title={t('structure.title')} lead={t('structure.lead')}>
      <Loaded query={query} lines={8}>
        {(structure) => (
          <>
            <Details
              items={[
                { label: t('structure.name'), value: structure.name },
                { label: t('structure.siret'), value: structure.siret },
                {
                  label: t('structure.address'),
                  value: [structure.street, [structure.postcode, structure.city].filter(Boolean).join(' ')]
                    .filter(Boolean)
                    .join(', '),
                },
                { label: t('structure.email'), value: structure.contactEmail },
              ]}
            />
            <Label structure={structure} />
            <BankAccount structure={structure} />
            <Mediators structure={structure} />
            <Offers
              key={structure.offers.map((offer) => offer.moduleId + offer.priceCents).join()}
              structure={structure}
            />
            <Venues structure={structure} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
