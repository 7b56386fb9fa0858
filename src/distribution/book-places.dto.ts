import { Flag, Id, Text, Whole } from '../shared/http/fields.js';
import { pageOf } from '../shared/http/page.js';

export class BooksAtPlace {
  @Whole({ description: 'The first book, by its number in the order.' })
  fromNumber!: number;

  @Whole({ description: 'The last one: those between are at the same place.' })
  toNumber!: number;

  @Whole()
  books!: number;

  @Id({ nullable: true, description: 'The office that holds them; null while they are allotted to none.' })
  officeId!: string | null;

  @Text({ nullable: true })
  officeName!: string | null;

  @Flag({
    description: 'Whether vouchers of theirs were handed out or have ended: such a book stays where it is.',
  })
  begun!: boolean;
}

export class BookPlacesPage extends pageOf(BooksAtPlace) {}
