import type { Client, TestApp } from './app.js';
import { anOrganisation, type TestPerson } from './people.js';

const operators = new WeakMap<TestApp, Promise<TestPerson>>();

/** The operator of a test's service, made the first time it is asked for. */
export function theOperator(server: TestApp): Promise<TestPerson> {
  const known = operators.get(server) ?? anOrganisation(server, 'operator');
  operators.set(server, known);
  return known;
}

/** The answer of a call that must succeed. */
export async function answered<T = any>(call: ReturnType<Client['get']>): Promise<T> {
  const { status, body } = await call;
  if (status >= 300) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
  return body as T;
}

let counter = 0;

export interface AgreementOptions {
  /** The State's service and the funders it is open to; made when not given. */
  state?: TestPerson;
  funders?: readonly TestPerson[];
  rateNumerator?: number;
  rateDenominator?: number;
  ceilingCents?: number;
  paidTo?: 'operator' | 'funder';
  startsOn?: string;
  endsOn?: string;
}

/** A grant agreement of the State: half of the face value, up to a million euros, paid to the operator. */
export async function anAgreement(server: TestApp, options: AgreementOptions = {}) {
  const {
    state = await anOrganisation(server, 'state'),
    funders = [await anOrganisation(server, 'funder')],
  } = options;
  const operator = await theOperator(server);
  const year = server.clock.today().slice(0, 4);
  const agreement = await answered(
    operator.client.post('/grant-agreements', {
      reference: `AAP-${++counter}`,
      title: 'Inclusion numérique',
      stateId: state.organisationId,
      ceilingCents: options.ceilingCents ?? 100_000_000,
      ...(options.rateNumerator === undefined ? {} : { rateNumerator: options.rateNumerator }),
      ...(options.rateDenominator === undefined ? {} : { rateDenominator: options.rateDenominator }),
      ...(options.paidTo === undefined ? {} : { paidTo: options.paidTo }),
      startsOn: options.startsOn ?? `${year}-01-01`,
      endsOn: options.endsOn ?? `${year}-12-31`,
      funderIds: funders.map((funder) => funder.organisationId),
    }),
  );
  return {
    agreement,
    id: agreement.id as string,
    state,
    funders,
    funder: funders[0] as TestPerson,
    operator,
  };
}
