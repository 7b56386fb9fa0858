import type { Area } from '../area.js';
import { HandOut } from './hand-out/hand-out.js';
import { Home } from './home.js';
import { Loss } from './losses/loss.js';
import { MadeHandOuts } from './made/made.js';
import { NewOffice } from './offices/new-office.js';
import { OneOffice } from './offices/one-office.js';
import { StockPage } from './stock/stock-page.js';
import { Team } from './team.js';

const area: Area = {
  pages: {
    home: Home,
    'hand-out': HandOut,
    stock: StockPage,
    loss: Loss,
    made: MadeHandOuts,
    team: Team,
    'new-office': NewOffice,
    office: OneOffice,
  },
  words: { fr: () => import('./fr.json'), en: () => import('./en.json') },
};
export default area;
