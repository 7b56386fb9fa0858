import type { Area } from '../area.js';
import { Group } from './group.js';
import { makeInstallable } from './offline/install.js';
import { Payout } from './payout.js';
import { Payouts } from './payouts.js';
import { Scanner } from './scanner.js';
import { Scans } from './scans.js';
import { StructurePage } from './structure/structure.js';
import { Team } from './structure/team.js';
import { Waiting } from './waiting.js';

makeInstallable();

const area: Area = {
  pages: {
    scanner: Scanner,
    group: Group,
    scans: Scans,
    waiting: Waiting,
    payouts: Payouts,
    payout: Payout,
    structure: StructurePage,
    team: Team,
  },
  words: { fr: () => import('./fr.json'), en: () => import('./en.json') },
};
export default area;
