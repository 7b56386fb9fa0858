import type { LetterText } from '../letter-text.js';
import { PAGES } from '../links.js';

export const ACCESS_LETTERS = {
  'member-added': ({ organisationName }: { organisationName: string }): LetterText => ({
    subject: `Votre accès à Passerelle pour « ${organisationName} »`,
    before: [
      `${organisationName} vous a donné un accès à Passerelle, la plateforme des chèques d’accompagnement au numérique.`,
      'Connectez-vous avec l’adresse à laquelle vous recevez ce message et le mot de passe que vous connaissez ou ' +
        'qui vous a été remis.',
    ],
    after: [
      'Si vous ne connaissez pas cette organisation, n’utilisez pas cet accès et prévenez l’équipe Passerelle.',
    ],
    action: { label: 'Se connecter', path: PAGES.signIn },
  }),
};
