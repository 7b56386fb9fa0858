import type { Claim } from '../insight.dto.js';
import { BYTE_ORDER_MARK, csvLine, eurosCell, textCell } from './csv.js';

export const CLAIMS = {
  file: 'demande-a-l-etat',
  about:
    'Ce qui est demandé à l’État sur les chèques utilisés, quand la convention rembourse le commanditaire.',
} as const;

const TITLES = [
  'Convention',
  'Commande',
  'Chèques',
  'Chèques encaissés',
  'Valeur encaissée (€)',
  'Part de l’État dans la commande (€)',
  'Demandé à l’État (€)',
  'Définitif',
];

/** The claims of a funder as CSV, one line per order. */
export function claimsCsv(claims: readonly Claim[]): string {
  const lines = claims.flatMap(({ reference, final, funders }) =>
    funders
      .flatMap(({ orders }) => orders)
      .map((order) =>
        csvLine([
          textCell(reference),
          textCell(order.orderNumber),
          textCell(order.vouchers),
          textCell(order.redeemed),
          eurosCell(order.redeemedCents),
          eurosCell(order.stateShareCents),
          eurosCell(order.claimCents),
          textCell(final),
        ]),
      ),
  );
  return BYTE_ORDER_MARK + csvLine(TITLES) + lines.join('');
}
