import type { Language } from '../words/words.js';

export interface FieldError {
  readonly field: string;
  readonly rule: string;
  readonly fr: string;
  readonly en: string;
}

/** A refusal of the API: its stable code, its sentence in both languages, and what is wrong with which field. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly sentences: { readonly fr: string; readonly en: string },
    readonly params: Readonly<Record<string, unknown>> = {},
    readonly errors: readonly FieldError[] = [],
  ) {
    super(code);
  }

  sentence(language: Language): string {
    return this.sentences[language];
  }

  /** What is wrong with a field, or undefined. */
  of(field: string, language: Language): string | undefined {
    return this.errors.find((error) => error.field === field)?.[language];
  }
}

/** The network or the server did not answer: nobody knows whether the request was carried out. */
export const NO_ANSWER = 'web.no-answer';

export function noAnswer(): Refusal {
  return new Refusal(NO_ANSWER, 0, {
    fr: 'Le serveur ne répond pas. Vérifiez la connexion, puis réessayez : rien ne sera fait deux fois.',
    en: 'The server does not answer. Check the connection, then try again: nothing will be done twice.',
  });
}

/** Reads the body of an answer that is not a success, which a proxy in between may have written. */
export function refusalOf(status: number, body: unknown): Refusal {
  const problem = body as Partial<Pick<Refusal, 'code' | 'sentences' | 'params' | 'errors'>> | undefined;
  if (!problem?.code || !problem.sentences) return noAnswer();
  return new Refusal(problem.code, status, problem.sentences, problem.params, problem.errors);
}

/** Any failure as a refusal: what is not one is a mistake of ours, told as such. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal('web.unexpected', 0, {
    fr: 'Une erreur imprévue est survenue sur cette page. Rechargez-la pour continuer.',
    en: 'Something unexpected failed on this page. Reload it to continue.',
  });
}
