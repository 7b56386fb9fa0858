import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsInt, Max, Min, ValidateIf } from 'class-validator';
import { Id, Instant, ListOf, OneOf, Text, Whole } from '../shared/http/fields.js';
import { pageOf } from '../shared/http/page.js';
import type { AllotmentKind } from './allotments.service.js';

const MAX_BOOKS = 1000;

/** Ids of books: whole numbers, which `shared/http/fields.ts` has no list of. */
function BookIds(): PropertyDecorator {
  const context = {
    fr: `Une liste de 1 à ${MAX_BOOKS} numéros d’identification de carnets est attendue.`,
    en: `A list of 1 to ${MAX_BOOKS} ids of books is expected.`,
  };
  return applyDecorators(
    ApiProperty({
      type: 'integer',
      isArray: true,
      required: false,
      minItems: 1,
      maxItems: MAX_BOOKS,
      description: 'Either these books, or a range of numbers of an order.',
    }),
    ValidateIf((_object, value) => value !== undefined),
    IsArray({ context }),
    ArrayMinSize(1, { context }),
    ArrayMaxSize(MAX_BOOKS, { context }),
    IsInt({ each: true, context }),
    Min(1, { each: true, context }),
    Max(Number.MAX_SAFE_INTEGER, { each: true, context }),
  );
}

/** Books of one's own: by their ids, or by a range of numbers of one order. */
export class BooksBody {
  @BookIds()
  bookIds?: number[];

  @Id({ optional: true })
  orderId?: string;

  @Whole({ optional: true, min: 1, description: 'The first book of the range, by its number in the order.' })
  fromNumber?: number;

  @Whole({ optional: true, min: 1, description: 'The last book of the range, inside it.' })
  toNumber?: number;
}

export class AllotBody extends BooksBody {
  @Id({ description: 'The office the books go to.' })
  officeId!: string;
}

export class MoveBody extends BooksBody {
  @Id({ description: 'The office the books go to.' })
  toOfficeId!: string;
}

const KINDS = ['allot', 'move', 'take-back', 'replace'] as const;

export class AllotmentView {
  @Id()
  id!: string;

  @OneOf(KINDS, { description: 'replace: a book that replaces lost vouchers, in the office that lost them.' })
  kind!: AllotmentKind;

  @Id({ nullable: true, description: 'The office the books left.' })
  fromOfficeId!: string | null;

  @Id({ nullable: true, description: 'The office the books went to; null when the funder took them back.' })
  toOfficeId!: string | null;

  @Whole()
  books!: number;
}

export class AllotmentsMade {
  @Whole({ description: 'How many books changed place.' })
  books!: number;

  @ListOf(() => AllotmentView, { description: 'One per office the books left.' })
  allotments!: AllotmentView[];
}

export class ListedAllotment extends AllotmentView {
  @Instant()
  at!: Date;

  @Text()
  funderName!: string;

  @Text({ nullable: true })
  fromOfficeName!: string | null;

  @Text({ nullable: true })
  toOfficeName!: string | null;
}

export class AllotmentPage extends pageOf(ListedAllotment) {}
