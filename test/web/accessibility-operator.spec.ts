import { itsPagesAreForAll } from '../support/accessibility.js';
import { everyVisit } from '../support/visits.js';

// A file of its own: the operator has as many pages as all the others, and two files are run side by side.
describe('no page of the operator breaks WCAG 2.2 AA, is wider than its window or lacks a title of its own', () => {
  itsPagesAreForAll(everyVisit().filter(({ role }) => role === 'operator'));
});
