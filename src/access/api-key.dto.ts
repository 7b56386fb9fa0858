import { Id, Instant, Text } from '../shared/http/fields.js';
import { pageOf } from '../shared/http/page.js';

export class NewApiKey {
  @Text({ max: 100, description: 'What the key is for, as its list shows it.' })
  name!: string;
}

export class ApiKeyView {
  @Id()
  id!: string;

  @Text()
  name!: string;

  @Instant()
  createdAt!: Date;

  @Instant({ nullable: true })
  revokedAt!: Date | null;
}

export class GivenApiKey extends ApiKeyView {
  @Text({ description: 'The key itself, shown this once and kept nowhere.' })
  secret!: string;
}

export class ApiKeyPage extends pageOf(ApiKeyView) {}
