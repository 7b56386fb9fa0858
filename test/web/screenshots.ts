import { mkdirSync } from 'node:fs';
import { Screens, type Width, WIDTHS } from '../support/browser.js';
import { everyVisit, Tour } from '../support/visits.js';
