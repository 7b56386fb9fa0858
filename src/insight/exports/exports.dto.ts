import { Id, QueryWhole, Whole } from '../../shared/http/fields.js';

const YEARS = { min: 2000, max: 2199 };

export class ExportQuery {
  @QueryWhole(YEARS)
  exercise!: number;
}

export class FunderArchiveRequest {
  @Whole(YEARS)
  exercise!: number;

  @Id({ optional: true, description: 'Whose exercise: told by the operator, one’s own otherwise.' })
  funderId?: string;
}
