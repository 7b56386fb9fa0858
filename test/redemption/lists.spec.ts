import { asDay } from '../../src/shared/calendar.js';
import { TestApp } from '../support/app.js';
import { answered } from '../support/funders.js';
import { anOrganisation } from '../support/people.js';
import { aDesk, aRedemption, type Desk, redemptions } from '../support/redemption.js';

const TODAY = '2026-03-02';

let server: TestApp;
let desk: Desk;
let other: Desk;

beforeAll(async () => {
  server = await TestApp.start(TODAY);
  desk = await aDesk(server);
  other = await aDesk(server);
  await redemptions(server, desk, 3);
  await redemptions(server, other, 2);
  server.clock.setDay(asDay('2026-03-03'));
  await aRedemption(server, { desk, fields: { sessionOn: '2026-03-03' } });
});
afterAll(() => server.stop());

const receiptsOf = (page: any): number[] => page.items.map((item: any) => item.receipt);

describe('the scans of a structure', () => {
  it('are its own only, the latest first', async () => {
    const page = await answered(desk.mediator.get('/redemptions'));
    expect(page.items).toHaveLength(4);
    expect(page.items.every((item: any) => item.structureId === desk.structureId)).toBe(true);
    expect(receiptsOf(page)).toEqual(receiptsOf(page).toSorted((one, two) => two - one));
    expect(page.items[0]).toMatchObject({
      sessionOn: '2026-03-03',
      mediatorName: 'Dominique Médiation',
      structureCents: 958,
      undoneAt: null,
      payoutId: null,
    });
  });

  it('of another structure stay hidden, whatever is asked', async () => {
    expect(
      (await answered(desk.mediator.get(`/redemptions?structureId=${other.structureId}`))).items,
    ).toEqual([]);
    expect((await answered(desk.mediator.get(`/redemptions?venueId=${other.venueId}`))).items).toEqual([]);
    const theirs = (await answered(other.mediator.get('/redemptions'))).items[0].id;
    expect((await desk.mediator.get(`/redemptions/${theirs}`)).status).toBe(404);
    expect((await other.mediator.get(`/redemptions/${theirs}`)).status).toBe(200);
  });

  it('are found by day and by venue', async () => {
    expect((await answered(desk.mediator.get('/redemptions?day=2026-03-02'))).items).toHaveLength(3);
    expect((await answered(desk.mediator.get('/redemptions?day=2026-03-03'))).items).toHaveLength(1);
    const both = `/redemptions?day=2026-03-03&venueId=${desk.venueId}`;
    expect((await answered(desk.mediator.get(both))).items).toHaveLength(1);
  });

  it('come by pages that neither skip nor repeat one', async () => {
    const all = receiptsOf(await answered(desk.mediator.get('/redemptions')));
    const read: number[] = [];
    let after = '';
    do {
      const page: any = await answered(desk.mediator.get(`/redemptions?limit=3${after}`));
      read.push(...receiptsOf(page));
      after = page.next === null ? '' : `&after=${page.next}`;
    } while (after);
    expect(read).toEqual(all);
  });

  it('are all seen by the operator, of one structure or of all', async () => {
    expect((await answered(desk.operator.get('/redemptions'))).items).toHaveLength(6);
    const one = await answered(desk.operator.get(`/redemptions?structureId=${other.structureId}`));
    expect(one.items).toHaveLength(2);
    expect((await desk.operator.get(`/redemptions/${one.items[0].id}`)).status).toBe(200);
  });

  it('are not for funders nor prescribers', async () => {
    for (const kind of ['funder', 'prescriber', 'state'] as const) {
      const { client } = await anOrganisation(server, kind);
      expect((await client.get('/redemptions')).status).toBe(403);
    }
  });

  it.each(['day=2026-02-30', 'venueId=x', 'limit=0', 'limit=201', 'after=x', 'nothing=1'])(
    'refuse ?%s',
    async (query) => {
      const { status, body } = await desk.mediator.get(`/redemptions?${query}`);
      expect({ status, code: body.code }).toEqual({ status: 400, code: 'request.invalid' });
    },
  );
});
