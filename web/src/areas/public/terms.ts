/** What the ring-fenced account answers for, in the order of the chart, with colours that differ in lightness too. */
export const TERMS = [
  { field: 'outstandingCents', name: 'outstanding', tone: '#0b4f5d' },
  { field: 'owedToStructuresCents', name: 'owed', tone: '#eaa83a' },
  { field: 'creditNotesCents', name: 'credits', tone: '#7fb4bd' },
  { field: 'paidInAdvanceCents', name: 'advance', tone: '#9a4f2a' },
  { field: 'unsweptFeeCents', name: 'fees', tone: '#c9bfae' },
] as const;
