import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api } from '../../../api/client.js';
import { Button } from '../../../components/button.js';
import { Section } from '../../../components/page.js';
import { Table } from '../../../components/table.js';
import { NewVenue } from './new-venue.js';
import { Removal } from './removal.js';

type Venue = Api['VenueView'];

/** Where sessions are held, as anyone can see it. */
export function Venues({ structure }: { readonly structure: Api['Structure'] }) {
  const { t } = useTranslation('venue');
  const [closing, setClosing] = useState<Venue | null>(null);
  const [isOpening, setOpening] = useState(false);
  return (
    <Section title={t('venues.title')} isCard>
      <p className="measure">{t('venues.lead')}</p>
      {structure.venues.length > 0 && (
        <Table
          caption={t('venues.title')}
          isCaptionHidden
          rows={structure.venues}
          keyOf={({ id }) => id}
          columns={[
            { title: t('venues.name'), cell: ({ name }) => name, isHeading: true },
            {
              title: t('venues.address'),
              cell: (venue) => `${venue.street}, ${venue.postcode} ${venue.commune}`,
            },
            { title: t('venues.opening'), cell: ({ opening }) => opening },
            {
              title: t('venues.closing'),
              cell: (venue) => (
                <Button
                  kind="quiet"
                  aria-label={t('venues.close-of', { name: venue.name })}
                  onClick={() => setClosing(venue)}
                >
                  {t('venues.close')}
                </Button>
              ),
            },
          ]}
        />
      )}
      {isOpening ? (
        <NewVenue structureId={structure.id} onDone={() => setOpening(false)} />
      ) : (
        <div>
          <Button kind="secondary" icon="plus" onClick={() => setOpening(true)}>
            {t('venues.new')}
          </Button>
        </div>
      )}
      {closing && (
        <Removal
          title={t('venues.close-title', { name: closing.name })}
          lead={t('venues.close-lead')}
          submit={t('venues.close')}
          do={() =>
            api.DELETE('/api/v1/structures/{id}/venues/{venueId}', {
              params: { path: { id: structure.id, venueId: closing.id } },
            })
          }
          onClose={() => setClosing(null)}
        />
      )}
    </Section>
  );
}
