import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../api/client.js';
import { ComboField } from './combo-field.js';
import type { FieldProps } from './form.js';

export type Commune = Api['CommuneView'];

interface CommuneFieldProps extends FieldProps {
  /** What is shown at first: the name of a commune chosen before. */
  readonly initialText?: string;
  /** Null as soon as what is typed is no longer the commune that was chosen. */
  readonly onChange: (commune: Commune | null) => void;
}

/** A commune found by its name or its postcode. */
export function CommuneField({ initialText = '', onChange, ...field }: CommuneFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(initialText);
  const [chosen, setChosen] = useState<string | null>(initialText || null);
  const search = useDeferredValue(text.trim().slice(0, 80));
  const { data } = useQuery({
    queryKey: ['communes', search],
    queryFn: () => ask(api.GET('/api/v1/communes', { params: { query: { search } } })),
    enabled: search.length > 1 && search !== chosen,
    staleTime: Infinity,
    placeholderData: (before) => before,
  });
  const found = data?.items ?? [];
  return (
    <ComboField
      {...field}
      hint={field.hint ?? t('commune.hint')}
      text={text}
      onText={(typed) => {
        setText(typed);
        if (typed === chosen) return;
        setChosen(null);
        onChange(null);
      }}
      choices={found.map(({ insee, name, postcodes }) => ({ id: insee, label: name, detail: postcodes[0] }))}
      onChoose={(choice) => {
        const commune = found.find(({ insee }) => insee === choice?.id) ?? null;
        if (!commune) return;
        setChosen(commune.name);
        setText(commune.name);
        onChange(commune);
      }}
    />
  );
}
