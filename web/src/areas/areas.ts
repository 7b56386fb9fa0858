import type { AreaInfo, Role } from './area.js';
import { funderArea } from './funder/pages.js';
import { officeArea } from './office/pages.js';
import { operatorArea } from './operator/pages.js';
import { publicArea } from './public/pages.js';
import { stateArea } from './state/pages.js';
import { venueArea } from './venue/pages.js';

export const AREAS: readonly AreaInfo[] = [
  publicArea,
  funderArea,
  stateArea,
  officeArea,
  venueArea,
  operatorArea,
];

/** The area of a role: where it arrives when it signs in. */
export function areaOf(role: Role): AreaInfo {
  return AREAS.find((area) => area.roles.includes(role))!;
}

/** The area that an address belongs to; the public one has what no other begins with. */
export function areaAt(path: string): AreaInfo {
  const [, first] = path.split('/');
  return AREAS.find((area) => area.base === `/${first}`) ?? publicArea;
}
