import { defineRefusals } from '../shared/refusal.js';

export const refuseDocuments = defineRefusals('documents', {
  'not-ready': {
    status: 409,
    fr: 'Ce document n’est pas encore prêt.',
    en: 'This document is not ready yet.',
  },
  removed: {
    status: 409,
    fr: 'Ce document n’est plus conservé : demandez-le à nouveau.',
    en: 'This document is no longer kept: ask for it again.',
  },
  'file-lost': {
    status: 409,
    fr: 'Le fichier de ce document est perdu ou abîmé, il n’est pas servi : demandez le document à nouveau.',
    en: 'The file of this document is lost or damaged and is not served: ask for the document again.',
  },
  'logo-missing': {
    status: 404,
    fr: 'Il n’y a pas de logo.',
    en: 'There is no logo.',
  },
  'logo-too-large': {
    status: 422,
    fr: 'Le logo est trop grand : {most} ko et 2 000 pixels de côté au plus.',
    en: 'The logo is too large: {most} kB and 2,000 pixels a side at most.',
  },
  'logo-unreadable': {
    status: 422,
    fr: 'Le logo doit être une image PNG (8 bits, non entrelacée) ou SVG, entière.',
    en: 'The logo must be a whole PNG (8 bits, not interlaced) or SVG image.',
  },
  'logo-unsafe': {
    status: 422,
    fr: 'Ce logo SVG contient ce qu’un dessin imprimé ne peut pas contenir ({what}) : exportez-le en formes simples, textes vectorisés.',
    en: 'This SVG logo holds what a printed drawing cannot ({what}): export it as plain shapes, its texts as outlines.',
  },
});
