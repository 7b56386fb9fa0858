import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.js';
import { ComboField } from '../../components/combo-field.js';

/** A commune as it is typed, and which one it is once that is clear. */
export interface TypedCommune {
  readonly text: string;
  readonly insee: string | null;
}

interface CommuneFieldProps {
  readonly label: string;
  readonly name: string;
  readonly hint?: string;
  readonly error?: string;
  readonly value: TypedCommune;
  readonly onChange: (commune: TypedCommune) => void;
}

const fold = (text: string) =>
  text
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '');

/** A commune by the beginning of its name or of its postcode. A name typed in full needs no choosing. */
export function CommuneField({ value, onChange, ...field }: CommuneFieldProps) {
  const { t } = useTranslation('office');
  const { text, insee } = value;
  const isSearched = insee === null && text.trim().length > 1;
  const { data } = useQuery({
    queryKey: ['communes', text],
    queryFn: () => ask(api.GET('/api/v1/communes', { params: { query: { search: text.trim() } } })),
    enabled: isSearched,
    staleTime: Infinity,
  });
  const found = isSearched ? (data?.items ?? []) : [];
  const named = found.filter((commune) => fold(commune.name) === fold(text));
  const clear = named.length === 1 ? named[0]!.insee : null;
  useEffect(() => {
    if (clear !== null) onChange({ text, insee: clear });
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [clear, text]);
  return (
    <ComboField
      {...field}
      text={text}
      onText={(typed) => {
        if (typed !== text) onChange({ text: typed, insee: null });
      }}
      choices={found.map((commune) => ({
        id: commune.insee,
        label: commune.name,
        detail: commune.postcodes.slice(0, 3).join(', '),
      }))}
      onChoose={(choice) => {
        if (choice) onChange({ text: choice.label, insee: choice.id });
      }}
      empty={t('commune.none')}
    />
  );
}
