import { addWords } from '../words/words.js';
import type { Area, AreaInfo } from './area.js';

const importers: Record<AreaInfo['id'], () => Promise<{ default: Area }>> = {
  public: () => import('./public/index.js'),
  funder: () => import('./funder/index.js'),
  state: () => import('./state/index.js'),
  office: () => import('./office/index.js'),
  venue: () => import('./venue/index.js'),
  operator: () => import('./operator/index.js'),
};

const loading = new Map<string, Promise<Area>>();

/** The pages and the sentences of an area, once; a load that failed is tried again the next time. */
export function loadArea(id: AreaInfo['id']): Promise<Area> {
  let area = loading.get(id);
  if (!area) {
    area = importers[id]().then(async ({ default: loaded }) => {
      await addWords(id, loaded.words);
      return loaded;
    });
    area.catch(() => loading.delete(id));
    loading.set(id, area);
  }
  return area;
}
