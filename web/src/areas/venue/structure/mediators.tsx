import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../../api/client.js';
import { useAction } from '../../../api/use-action.js';
import { Button } from '../../../components/button.js';
import { RadioGroup } from '../../../components/choice-fields.js';
import { Form } from '../../../components/form.js';
import { Section } from '../../../components/page.js';
import { Status } from '../../../components/status.js';
import { Table } from '../../../components/table.js';
import { TextField } from '../../../components/text-field.js';
import { Removal } from './removal.js';

type Mediator = Api['MediatorView'];

/** Who leads the sessions. Those of a conseiller numérique are free of charge, and take no voucher. */
export function Mediators({ structure }: { readonly structure: Api['Structure'] }) {
  const { t } = useTranslation('venue');
  const [leaving, setLeaving] = useState<Mediator | null>(null);
  const [isAdding, setAdding] = useState(false);
  return (
    <Section title={t('mediators.title')} isCard>
      <p className="measure">{t('mediators.lead')}</p>
      {structure.mediators.length > 0 && (
        <Table
          caption={t('mediators.title')}
          isCaptionHidden
          rows={structure.mediators}
          keyOf={({ id }) => id}
          columns={[
            { title: t('mediators.name'), cell: ({ name }) => name, isHeading: true },
            {
              title: t('mediators.vouchers'),
              cell: ({ conseillerNumerique }) =>
                conseillerNumerique ? (
                  <Status tone="care">{t('mediators.free')}</Status>
                ) : (
                  <Status tone="good">{t('mediators.paid')}</Status>
                ),
            },
            {
              title: t('mediators.leave'),
              cell: (mediator) => (
                <Button
                  kind="quiet"
                  aria-label={t('mediators.remove-of', { name: mediator.name })}
                  onClick={() => setLeaving(mediator)}
                >
                  {t('mediators.remove')}
                </Button>
              ),
            },
          ]}
        />
      )}
      {isAdding ? (
        <NewMediator structureId={structure.id} onDone={() => setAdding(false)} />
      ) : (
        <div>
          <Button kind="secondary" icon="plus" onClick={() => setAdding(true)}>
            {t('mediators.new')}
          </Button>
        </div>
      )}
      {leaving && (
        <Removal
          title={t('mediators.remove-title', { name: leaving.name })}
          lead={t('mediators.remove-lead')}
          submit={t('mediators.remove')}
          do={() =>
            api.DELETE('/api/v1/structures/{id}/mediators/{mediatorId}', {
              params: { path: { id: structure.id, mediatorId: leaving.id } },
            })
          }
          onClose={() => setLeaving(null)}
        />
      )}
    </Section>
  );
}

function NewMediator({ structureId, onDone }: { readonly structureId: string; readonly onDone: () => void }) {
  const { t } = useTranslation('venue');
  const [name, setName] = useState('');
  const [kind, setKind] = useState<'yes' | 'no' | null>(null);
  const [isTried, setTried] = useState(false);
  const action = useAction({
    do: (conseillerNumerique: boolean) =>
      ask(
        api.POST('/api/v1/structures/{id}/mediators', {
          params: { path: { id: structureId } },
          body: { name, conseillerNumerique },
        }),
      ),
    changes: [['structures']],
    onDone,
  });
  return (
    <Form
      refusal={action.refusal}
      onSubmit={() => {
        setTried(true);
        if (kind !== null) action.run(kind === 'yes');
      }}
    >
      <h3>{t('mediators.new')}</h3>
      <TextField label={t('mediators.new-name')} name="name" value={name} onChange={setName} />
      <RadioGroup
        label={t('mediators.kind')}
        value={kind}
        onChange={setKind}
        error={isTried && kind === null ? t('mediators.kind-missing') : null}
        options={[
          { value: 'no', label: t('mediators.kind-no'), hint: t('mediators.kind-no-hint') },
          { value: 'yes', label: t('mediators.kind-yes'), hint: t('mediators.kind-yes-hint') },
        ]}
      />
      <div>
        <Button type="submit" kind="secondary" icon="plus" isPending={action.isPending}>
          {t('mediators.add')}
        </Button>
      </div>
    </Form>
  );
}
