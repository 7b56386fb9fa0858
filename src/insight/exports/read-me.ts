import { type Day, frenchDay } from '../../shared/calendar.js';

interface Archive {
  readonly funder: string;
  readonly exercise: number;
  readonly day: Day;
  readonly parts: readonly { readonly path: string; readonly about: string }[];
}

/** The text that a funder opens first in its archive: what each file is, and how to read it. */
export function readMe({ funder, exercise, day, parts }: Archive): string {
  const width = Math.max(...parts.map(({ path }) => path.length));
  return [
    `Archive de l’exercice ${exercise}`,
    funder,
    `Demandée le ${frenchDay(day)}`,
    '',
    'Ce que contient chaque fichier :',
    '',
    ...parts.map(({ path, about }) => `  ${path.padEnd(width)}  ${about}`),
    '',
    'Comment les lire :',
    '',
    '- Les tableaux (.csv) s’ouvrent dans un tableur : point-virgule entre les cellules, texte en UTF-8.',
    '- Les montants sont en euros, avec une virgule ; les jours sont écrits année-mois-jour, les heures sont celles de Paris.',
    '- Une apostrophe en tête d’un texte empêche un tableur de le prendre pour une formule : elle n’est pas du texte.',
    '- Les tableaux sont tous à un même instant ; leurs sommes sont celles que montre la plateforme.',
    '- Rien n’y dit qui sont les bénéficiaires : les statistiques les comptent, sans les effectifs de moins de 5 personnes.',
    '',
  ].join('\r\n');
}
