import { PASSWORD_LINK } from '../../access/password-resets.service.js';
import type { LetterContext, LetterText } from '../letter-text.js';
import { PAGES } from '../links.js';

export const ACCESS_LETTERS = {
  'member-added': ({ organisationName }: { organisationName: string }): LetterText => ({
    subject: `Votre accès à Passerelle pour « ${organisationName} »`,
    before: [
      `${organisationName} vous a donné un accès à Passerelle, la plateforme des chèques de médiation numérique.`,
      'Connectez-vous avec l’adresse à laquelle vous recevez ce message et le mot de passe que vous connaissez ou ' +
        'qui vous a été remis.',
    ],
    after: [
      'Si vous ne connaissez pas cette organisation, n’utilisez pas cet accès et prévenez l’équipe Passerelle.',
    ],
    action: { label: 'Se connecter', path: PAGES.signIn },
  }),

  invitation: (
    { organisationName, linkId }: { organisationName: string; linkId: string },
    { token }: LetterContext,
  ): LetterText => ({
    subject: `Votre accès à Passerelle pour ${organisationName}`,
    before: [
      `${organisationName} vous a donné un accès à Passerelle, la plateforme des chèques de médiation numérique.`,
      'Choisissez votre mot de passe avec le lien ci-dessous, puis connectez-vous avec l’adresse à laquelle vous recevez ' +
        'ce message. Le lien sert une fois, pendant sept jours ; ensuite, demandez-en un autre sur la page de connexion, ' +
        'par « Mot de passe oublié ».',
    ],
    after: [
      'Si vous ne connaissez pas cette organisation, n’utilisez pas ce lien et prévenez-nous en répondant à ce message.',
    ],
    action: { label: 'Choisir mon mot de passe', path: PAGES.password(token(PASSWORD_LINK, linkId)) },
  }),

  'password-reset': ({ linkId }: { linkId: string }, { token }: LetterContext): LetterText => ({
    subject: 'Choisir un nouveau mot de passe sur Passerelle',
    before: [
      'Vous avez demandé, ou quelqu’un a demandé pour votre adresse, à choisir un nouveau mot de passe sur Passerelle.',
      'Le lien ci-dessous sert une fois, pendant une heure après la demande. Un lien demandé plus tard le remplace.',
    ],
    after: [
      'Si vous n’avez rien demandé, ne faites rien : votre mot de passe reste le même. Ne transmettez ce lien à personne.',
    ],
    action: { label: 'Choisir un nouveau mot de passe', path: PAGES.password(token(PASSWORD_LINK, linkId)) },
  }),
};
