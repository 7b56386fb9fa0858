import { Flag, Id, QueryFlag, Text, Whole } from '../shared/http/fields.js';
import { pageOf, PageQuery } from '../shared/http/page.js';

export class NewModule {
  @Text({ min: 3, max: 120, example: 'Naviguer sur internet' })
  title!: string;

  @Whole({ min: 1, max: 100, description: 'How many hours it lasts.' })
  hours!: number;
}

export class CatalogueModuleView extends NewModule {
  @Id()
  id!: string;

  @Flag({
    description: 'No longer handed out nor newly offered; vouchers already handed out can still be spent.',
  })
  retired!: boolean;
}

export class CatalogueQuery extends PageQuery {
  @QueryFlag({ optional: true, description: 'With the retired modules too.' })
  retired?: boolean;
}

export class CataloguePage extends pageOf(CatalogueModuleView) {}
