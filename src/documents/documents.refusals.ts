import { defineRefusals } from '../shared/refusal.js';

export const refuseDocuments = defineRefusals('documents', {
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
