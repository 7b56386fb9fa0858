import { itsPagesAreForAll } from '../support/accessibility.js';
import { everyVisit } from '../support/visits.js';

describe('no page breaks WCAG 2.2 AA, is wider than its window or lacks a title of its own', () => {
  itsPagesAreForAll(everyVisit().filter(({ role }) => role !== 'operator'));
});
