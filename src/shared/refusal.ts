/**
 * Refusals are data: a stable code, an HTTP status and a sentence in French and in English.
 * Each capability defines a closed table of its own; an answer that is not in a table cannot be given.
 * A bug is not a refusal: it stays an ordinary exception and becomes a 500 that says nothing.
 */
export interface RefusalText {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 503;
  readonly fr: string;
  readonly en: string;
  /** The named database constraints that enforce the same thing: their violation becomes this refusal. */
  readonly constraints?: readonly string[];
}

/** Values shown in the sentence where it says {name}, and given to the caller as data. */
export type RefusalParams = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface RefusalDetail {
  readonly field: string;
  readonly rule: string;
  readonly fr: string;
  readonly en: string;
}

export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly text: RefusalText,
    readonly params: RefusalParams = {},
    readonly details: readonly RefusalDetail[] = [],
  ) {
    super(`refused: ${code}`);
    this.name = 'Refusal';
  }

  sentence(language: 'fr' | 'en'): string {
    return this.text[language].replace(/\{(\w+)\}/g, (whole, name: string) =>
      name in this.params ? String(this.params[name]) : whole,
    );
  }
}

/** What `defineRefusals` gives: throws are written `throw refuse('code', params)`. */
export interface Refuse<Area extends string, Code extends string> {
  (code: Code, params?: RefusalParams, details?: readonly RefusalDetail[]): Refusal;
  readonly area: Area;
}

const byCode = new Map<string, RefusalText>();
const byConstraint = new Map<string, string>();

/** Registers the refusals of one capability; their full codes are `area.code`. */
export function defineRefusals<const Area extends string, const Table extends Record<string, RefusalText>>(
  area: Area,
  table: Table,
): Refuse<Area, Extract<keyof Table, string>> {
  for (const [code, text] of Object.entries(table)) {
    byCode.set(`${area}.${code}`, text);
    for (const constraint of text.constraints ?? []) byConstraint.set(constraint, `${area}.${code}`);
  }
  const refuse = (code: string, params?: RefusalParams, details?: readonly RefusalDetail[]) =>
    new Refusal(`${area}.${code}`, table[code] as RefusalText, params, details);
  return Object.assign(refuse, { area });
}

/** The refusal of a full code, as a stored answer names it. A code of no table is a bug. */
export function refusalOf(code: string, params?: RefusalParams): Refusal {
  const text = byCode.get(code);
  if (!text) throw new Error(`no refusal is called ${code}`);
  return new Refusal(code, text, params);
}

/** The refusal that a violated database constraint stands for, if one does. */
export function refusalOfConstraint(constraint: string): Refusal | null {
  const code = byConstraint.get(constraint);
  return code ? refusalOf(code) : null;
}

/** Every refusal defined, for the API's documentation and the tests. */
export function allRefusals(): ReadonlyMap<string, RefusalText> {
  return byCode;
}
