import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  isEmail,
  IsIn,
  IsInt,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';
import { isDay } from '../calendar.js';
import { sentencesToMessage } from './validation.js';

/**
 * The fields of requests and answers: each decorator validates and documents in one, with its sentence in both
 * languages. Text never holds control characters (PostgreSQL cannot store a NUL) and is trimmed and composed (NFC).
 */
interface Common {
  readonly description?: string;
  readonly example?: unknown;
  /** May be absent. */
  readonly optional?: boolean;
  /** May be null (answers). */
  readonly nullable?: boolean;
}

const MAX_CENTS = 100_000_000_00;

function says(fr: string, en: string): ValidationOptions {
  return { message: sentencesToMessage({ fr, en }) };
}

function field(options: Common, api: ApiPropertyOptions, ...rules: PropertyDecorator[]): PropertyDecorator {
  const absent = options.optional
    ? [ValidateIf((_object, value) => value !== undefined)]
    : options.nullable
      ? [ValidateIf((_object, value) => value !== null)]
      : [];
  const shown = {
    ...api,
    required: !options.optional,
    ...(options.nullable ? { nullable: true } : {}),
    ...(options.description ? { description: options.description } : {}),
    ...(options.example !== undefined ? { example: options.example } : {}),
  } as ApiPropertyOptions;
  return applyDecorators(ApiProperty(shown), ...absent, ...rules);
}

// eslint-disable-next-line no-control-regex -- naming them is the point
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
const LINE_BREAK = /[\r\n\t]/;

export interface TextOptions extends Common {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  /** What the pattern asks for, in words. */
  readonly patternSays?: { fr: string; en: string };
  readonly multiline?: boolean;
}

export function Text(options: TextOptions = {}): PropertyDecorator {
  const { min = 1, max = 200, pattern, multiline = false } = options;
  return field(
    options,
    { type: 'string', minLength: min, maxLength: max, ...(pattern ? { pattern: pattern.source } : {}) },
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? value.trim().normalize('NFC') : value,
    ),
    IsString(says('Un texte est attendu.', 'A text is expected.')),
    MinLength(min, says(`Au moins ${min} caractère(s).`, `At least ${min} character(s).`)),
    MaxLength(max, says(`Au plus ${max} caractères.`, `At most ${max} characters.`)),
    ValidateBy(
      {
        name: 'plainText',
        validator: {
          validate: (value) =>
            typeof value === 'string' &&
            value.isWellFormed() &&
            !CONTROL.test(value) &&
            (multiline || !LINE_BREAK.test(value)),
        },
      },
      says('Le texte contient des caractères interdits.', 'The text holds forbidden characters.'),
    ),
    ...(pattern
      ? [
          Matches(
            pattern,
            says(
              options.patternSays?.fr ?? 'La forme n’est pas celle attendue.',
              options.patternSays?.en ?? 'The form is not the expected one.',
            ),
          ),
        ]
      : []),
  );
}

/** A secret typed by a person: kept as typed, never trimmed. */
export function Password(options: Common & { min?: number } = {}): PropertyDecorator {
  const min = options.min ?? 12;
  return field(
    options,
    { type: 'string', format: 'password', minLength: min, maxLength: 200 },
    IsString(says('Un texte est attendu.', 'A text is expected.')),
    MinLength(min, says(`Au moins ${min} caractères.`, `At least ${min} characters.`)),
    MaxLength(200, says('Au plus 200 caractères.', 'At most 200 characters.')),
  );
}

export function Email(options: Common = {}): PropertyDecorator {
  return field(
    options,
    { type: 'string', format: 'email', maxLength: 254 },
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? value.trim().toLowerCase() : value,
    ),
    MaxLength(254, says('Au plus 254 caractères.', 'At most 254 characters.')),
    ValidateBy(
      {
        name: 'isEmail',
        // The library encodes what it measures, which fails on half a surrogate pair.
        validator: {
          validate: (value) =>
            typeof value === 'string' && value.isWellFormed() && !CONTROL.test(value) && isEmail(value),
        },
      },
      says('Une adresse électronique est attendue.', 'An e-mail address is expected.'),
    ),
  );
}

export function Id(options: Common = {}): PropertyDecorator {
  return field(
    options,
    { type: 'string', format: 'uuid' },
    IsUUID('all', says('Un identifiant (UUID) est attendu.', 'An identifier (UUID) is expected.')),
  );
}

export interface WholeOptions extends Common {
  readonly min?: number;
  readonly max?: number;
}

export function Whole(options: WholeOptions = {}): PropertyDecorator {
  const { min = 0, max = 2_147_483_647 } = options;
  return field(
    options,
    { type: 'integer', minimum: min, maximum: max },
    IsInt(says('Un nombre entier est attendu.', 'A whole number is expected.')),
    Min(min, says(`Au moins ${min}.`, `At least ${min}.`)),
    Max(max, says(`Au plus ${max}.`, `At most ${max}.`)),
  );
}

/** A whole number in the address (?page=2), where everything is text. */
export function QueryWhole(options: WholeOptions = {}): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value,
    ),
    Whole(options),
  );
}

/** A yes or no in the address (?open=true). */
export function QueryFlag(options: Common = {}): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      value === 'true' ? true : value === 'false' ? false : value,
    ),
    Flag(options),
  );
}

/** An amount in integer cents: a JSON integer outside, a bigint inside. */
export function AmountCents(options: WholeOptions = {}): PropertyDecorator {
  const { min = 0, max = MAX_CENTS } = options;
  return field(
    options,
    { type: 'integer', format: 'int64', minimum: min, maximum: max },
    Transform(({ value }: { value: unknown }) =>
      Number.isSafeInteger(value) ? BigInt(value as number) : value,
    ),
    ValidateBy(
      {
        name: 'cents',
        validator: {
          validate: (value) => typeof value === 'bigint' && value >= BigInt(min) && value <= BigInt(max),
        },
      },
      says(
        `Un montant en centimes, entier, entre ${min} et ${max}, est attendu.`,
        `An amount in whole cents between ${min} and ${max} is expected.`,
      ),
    ),
  );
}

export function DayField(options: Common = {}): PropertyDecorator {
  return field(
    options,
    { type: 'string', format: 'date' },
    ValidateBy(
      { name: 'day', validator: { validate: (value) => typeof value === 'string' && isDay(value) } },
      says('Une date réelle, AAAA-MM-JJ, est attendue.', 'A real date, YYYY-MM-DD, is expected.'),
    ),
  );
}

/** An instant in answers. */
export function Instant(options: Common = {}): PropertyDecorator {
  return field(options, { type: 'string', format: 'date-time' });
}

export function Flag(options: Common = {}): PropertyDecorator {
  return field(
    options,
    { type: 'boolean' },
    IsBoolean(says('Vrai ou faux (true ou false) est attendu.', 'True or false is expected.')),
  );
}

export function OneOf(values: readonly (string | number)[], options: Common = {}): PropertyDecorator {
  return field(
    options,
    { enum: [...values], type: typeof values[0] === 'number' ? 'integer' : 'string' },
    IsIn(
      [...values],
      says(
        `Une de ces valeurs est attendue : ${values.join(', ')}.`,
        `One of these is expected: ${values.join(', ')}.`,
      ),
    ),
  );
}

export interface ListOptions extends Common {
  readonly min?: number;
  readonly max?: number;
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list of objects of one class. */
export function ListOf(type: () => new () => object, options: ListOptions = {}): PropertyDecorator {
  const { min = 0, max = 1000 } = options;
  return field(
    options,
    // Swagger knows a lazy type by the name of its function.
    { type: () => type(), isArray: true, minItems: min, maxItems: max },
    Type(type),
    IsArray(says('Une liste est attendue.', 'A list is expected.')),
    ArrayMinSize(min, says(`Au moins ${min} élément(s).`, `At least ${min} item(s).`)),
    ArrayMaxSize(max, says(`Au plus ${max} éléments.`, `At most ${max} items.`)),
    // A list within the list would pass for a nested list of objects.
    ValidateBy(
      {
        name: 'objects',
        validator: { validate: (value) => Array.isArray(value) && value.every(isPlainObject) },
      },
      says('Une liste d’objets est attendue.', 'A list of objects is expected.'),
    ),
    ValidateNested({ each: true, ...says('Un objet est attendu.', 'An object is expected.') }),
  );
}

/** A list of short texts (codes, identifiers), each checked by `item`. */
export function TextList(
  options: ListOptions & {
    itemMax?: number;
    item?: (value: string) => boolean;
    oneOf?: readonly string[];
  } = {},
): PropertyDecorator {
  const { min = 0, max = 1000, itemMax = 200, item = () => true, oneOf } = options;
  return field(
    options,
    { type: 'string', isArray: true, minItems: min, maxItems: max, ...(oneOf ? { enum: [...oneOf] } : {}) },
    IsArray(says('Une liste est attendue.', 'A list is expected.')),
    ArrayMinSize(min, says(`Au moins ${min} élément(s).`, `At least ${min} item(s).`)),
    ArrayMaxSize(max, says(`Au plus ${max} éléments.`, `At most ${max} items.`)),
    ValidateBy(
      {
        name: 'items',
        validator: {
          validate: (value) =>
            Array.isArray(value) &&
            value.every(
              (each) =>
                typeof each === 'string' &&
                each.length > 0 &&
                each.length <= itemMax &&
                each.isWellFormed() &&
                !CONTROL.test(each) &&
                (!oneOf || oneOf.includes(each)) &&
                item(each),
            ),
        },
      },
      says(
        'Un élément de la liste n’a pas la forme attendue.',
        'An item of the list does not have the expected form.',
      ),
    ),
  );
}

/** An object within the object. */
export function Nested(type: () => new () => object, options: Common = {}): PropertyDecorator {
  return field(
    options,
    { type: () => type() },
    Type(type),
    ValidateNested(says('Un objet est attendu.', 'An object is expected.')),
    ValidateBy(
      {
        name: 'object',
        validator: { validate: isPlainObject },
      },
      says('Un objet est attendu.', 'An object is expected.'),
    ),
  );
}
