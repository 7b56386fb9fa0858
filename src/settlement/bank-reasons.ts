/** The reasons that banks give most often for a rejected or returned transfer, by their ISO 20022 code, for whoever has to act. */
export const BANK_REASONS: Readonly<Record<string, { readonly fr: string; readonly en: string }>> = {
  AC01: { fr: 'Le numéro de compte est incorrect.', en: 'The account number is incorrect.' },
  AC03: {
    fr: 'Le numéro de compte du bénéficiaire n’est pas valable.',
    en: 'The creditor’s account number is invalid.',
  },
  AC04: { fr: 'Le compte est clôturé.', en: 'The account is closed.' },
  AC06: { fr: 'Le compte est bloqué.', en: 'The account is blocked.' },
  AG01: {
    fr: 'Ce compte ne peut pas recevoir de virement.',
    en: 'This account cannot receive credit transfers.',
  },
  AG02: {
    fr: 'Le code d’opération n’est pas admis : une faute du fichier.',
    en: 'The operation code is not allowed: a fault of the file.',
  },
  AM04: {
    fr: 'La provision du compte cantonné est insuffisante.',
    en: 'The funds on the ring-fenced account are insufficient.',
  },
  AM05: {
    fr: 'Ce virement a déjà été reçu par la banque.',
    en: 'The bank has received this transfer before.',
  },
  BE04: {
    fr: 'L’adresse du bénéficiaire manque ou est incorrecte.',
    en: 'The creditor’s address is missing or incorrect.',
  },
  CNOR: {
    fr: 'La banque du bénéficiaire ne peut pas être atteinte.',
    en: 'The creditor’s bank cannot be reached.',
  },
  CUST: {
    fr: 'Le virement a été annulé à la demande du donneur d’ordre.',
    en: 'The transfer was cancelled on request of the debtor.',
  },
  DT01: { fr: 'La date d’exécution n’est pas admise.', en: 'The execution date is not allowed.' },
  DUPL: { fr: 'Ce virement est un doublon.', en: 'This transfer is a duplicate.' },
  FF01: { fr: 'Le format du fichier n’est pas celui attendu.', en: 'The format of the file is invalid.' },
  FOCR: {
    fr: 'Le virement a été rappelé, et la banque du bénéficiaire l’a rendu.',
    en: 'The transfer was recalled, and the creditor’s bank gave it back.',
  },
  MD07: { fr: 'Le titulaire du compte est décédé.', en: 'The holder of the account has died.' },
  MS02: { fr: 'Le client a refusé, sans dire pourquoi.', en: 'The customer refused, giving no reason.' },
  MS03: { fr: 'La banque a refusé, sans dire pourquoi.', en: 'The bank refused, giving no reason.' },
  NARR: { fr: 'La banque donne sa raison en toutes lettres.', en: 'The bank gives its reason in words.' },
  RC01: {
    fr: 'Le code de la banque (BIC) est incorrect.',
    en: 'The identifier of the bank (BIC) is incorrect.',
  },
  RR04: {
    fr: 'La banque a refusé pour une raison réglementaire.',
    en: 'The bank refused for a regulatory reason.',
  },
  TM01: { fr: 'Le fichier est arrivé trop tard.', en: 'The file came too late.' },
};

/** The sentences of the code that a reason begins with, typed by hand or read from the bank's file; null for no known code. */
export function sentencesOfReason(
  reason: string | null,
): { readonly fr: string; readonly en: string } | null {
  const [code] = /^[A-Z]{2}[A-Z0-9]{2}\b/.exec(reason ?? '') ?? [];
  return code === undefined ? null : (BANK_REASONS[code] ?? null);
}
