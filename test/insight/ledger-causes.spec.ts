import { randomUUID } from 'node:crypto';
import { TestApp } from '../support/app.js';
import { aLabelledStructure, anOperator } from '../support/structures.js';

let server: TestApp;
beforeAll(async () => {
  server = await TestApp.start();
});
afterAll(() => server.stop());

describe('the cause of a transfer', () => {
  it('is never a bare identifier: it leads to what people know, and both accounts say whose they are', async () => {
    const structure = await aLabelledStructure(server, { name: 'Espace numérique' });
    const operator = await anOperator(server);
    const { items: accounts } = (await operator.get('/ledger/accounts?kind=label-receivable')).body;
    expect(accounts).toMatchObject([{ structureId: structure.structureId, ownerName: 'Espace numérique' }]);
    const alone = await operator.get(`/ledger/accounts?accountId=${accounts[0].id}`);
    expect(alone.body.items).toEqual(accounts);
    const { items } = (await operator.get(`/ledger/transfers?accountId=${accounts[0].id}`)).body;
    expect(items[0]).toMatchObject({ debitKind: 'label-receivable', debitOwner: 'Espace numérique' });
    const cause = await operator.get(`/ledger/causes/${items[0].causeId}`);
    const [invoice] = (await operator.get('/invoices?kind=label')).body.items;
    expect(cause.body.about).toEqual([{ kind: 'invoice', id: invoice.id, number: invoice.number }]);
  });

  it('is not found where nothing was caused', async () => {
    const operator = await anOperator(server);
    const answer = await operator.get(`/ledger/causes/${randomUUID()}`);
    expect([answer.status, answer.body.code]).toEqual([404, 'access.not-found']);
  });

  it('is told to nobody but the operator', async () => {
    const { client } = await aLabelledStructure(server);
    expect((await client.get(`/ledger/causes/${randomUUID()}`)).status).toBe(403);
  });
});
