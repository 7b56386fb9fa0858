import { TestApp } from '../support/app.js';
import { aHandOut, anActiveOrder, anOffice, aStockedOffice, aPrintedOrder } from '../support/distribution.js';
import { answered } from '../support/funders.js';
import { anApprovedOrder, type TestOrder } from '../support/orders.js';
import { anOrganisation } from '../support/people.js';

let server: TestApp;
beforeAll(async () => {
  server = await TestApp.start();
});
afterAll(() => server.stop());

const placesOf = async ({ id, funder }: TestOrder, query = '') =>
  answered(funder.client.get(`/orders/${id}/book-places${query}`));
const brief = ({ items }: any) =>
  items.map((each: any) => [each.fromNumber, each.toNumber, each.officeName, each.begun]);

describe('where the books of an order are', () => {
  it('is nowhere before they are issued, and then all with their funder', async () => {
    expect((await placesOf(await anApprovedOrder(server))).items).toEqual([]);
    const order = await aPrintedOrder(server);
    expect((await placesOf(order)).items).toEqual([
      { fromNumber: 1, toNumber: 50, books: 50, officeId: null, officeName: null, begun: false },
    ]);
  });

  it('never joins books that are apart, of two offices, or begun and whole', async () => {
    const order = await aPrintedOrder(server);
    const [one, other] = [await anOffice(server), await anOffice(server)];
    const allot = (officeId: string, fromNumber: number, toNumber: number) =>
      answered(
        order.funder.client.post('/allotments', { orderId: order.id, fromNumber, toNumber, officeId }),
      );
    await allot(one.id, 3, 5);
    await allot(one.id, 9, 9);
    await allot(other.id, 6, 8);
    expect(brief(await placesOf(order))).toEqual([
      [1, 2, null, false],
      [3, 5, one.name, false],
      [6, 8, other.name, false],
      [9, 9, one.name, false],
      [10, 50, null, false],
    ]);
    const first = await placesOf(order, '?limit=2');
    expect(brief(first)).toHaveLength(2);
    expect(brief(await placesOf(order, `?limit=2&after=${first.next}`))).toEqual([
      [6, 8, other.name, false],
      [9, 9, one.name, false],
    ]);
  });

  it('tells a book that is begun, which cannot move', async () => {
    const order = await anActiveOrder(server);
    const office = await aStockedOffice(server, { order });
    await aHandOut(office, { count: 1 });
    const begun = (await placesOf(order)).items.filter((each: any) => each.begun);
    expect(begun).toEqual([expect.objectContaining({ books: 1, officeId: office.id })]);
  });

  it('is not told to another funder', async () => {
    const order = await aPrintedOrder(server);
    const stranger = await anOrganisation(server, 'funder');
    const answer = await stranger.client.get(`/orders/${order.id}/book-places`);
    expect([answer.status, answer.body.code]).toEqual([404, 'access.not-found']);
  });
});
