import { readFileSync } from 'node:fs';
import { fromRoot } from '../shared/paths.js';

const FOLDER = fromRoot('node_modules', '@expo-google-fonts', 'atkinson-hyperlegible-next');
const WEIGHTS = { regular: '400Regular', strong: '600SemiBold', bold: '700Bold' } as const;

export type Weight = keyof typeof WEIGHTS;
export const FONT_WEIGHTS = Object.keys(WEIGHTS) as readonly Weight[];

const loaded = new Map<Weight, Buffer>();

/**
 * Atkinson Hyperlegible Next (SIL Open Font License 1.1), drawn so that no letter or figure is taken for another, which
 * codes typed by hand need. Only the glyphs in use are embedded.
 */
export function fontFile(weight: Weight): Buffer {
  const known = loaded.get(weight);
  if (known) return known;
  const name = WEIGHTS[weight];
  const file = readFileSync(fromRoot(FOLDER, name, `AtkinsonHyperlegibleNext_${name}.ttf`));
  loaded.set(weight, file);
  return file;
}
