import { readFileSync } from 'node:fs';
import { ACTIONS, SUBJECTS } from '../../src/audit/actions.js';
import { rows } from '../../src/database/sql.js';
import { TestApp } from '../support/app.js';
import { aWholeLife } from '../support/whole-life.js';

// What the trail keeps is told in words: a code or a field that has none would be shown to an accountant as it is.
const words = JSON.parse(readFileSync('web/src/areas/operator/fr.json', 'utf8'));
const told = (path: string) => path.split('.').reduce((tree, key) => tree?.[key], words);

describe('the words of the audit trail', () => {
  it('are there for everything that can be recorded', () => {
    expect(ACTIONS.filter((action) => typeof told(`did.${action}`) !== 'string')).toEqual([]);
    expect(SUBJECTS.filter((subject) => typeof words.subject[subject] !== 'string')).toEqual([]);
  });

  it('tell no two acts alike', () => {
    expect(new Set(ACTIONS.map((action) => told(`did.${action}`))).size).toBe(ACTIONS.length);
  });

  it('are there for every detail that a whole life of the scheme records', async () => {
    const server = await TestApp.start();
    try {
      await aWholeLife(server);
      const details = await server.db.read((tx) =>
        rows<{ name: string }>(
          tx,
          'SELECT DISTINCT name FROM audit_entry, jsonb_object_keys(details) AS d (name) ORDER BY name',
        ),
      );
      expect(details.length).toBeGreaterThan(30);
      expect(details.filter(({ name }) => typeof words.detail[name] !== 'string')).toEqual([]);
    } finally {
      await server.stop();
    }
  }, 60_000);
});
