import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import type { RefusalDetail } from '../refusal.js';
import { refuseRequest } from './request.refusals.js';

interface Sentences {
  fr: string;
  en: string;
}

/** A rule of class-validator has one message: both languages travel in it. */
const BETWEEN_LANGUAGES = '\u001f';

export function sentencesToMessage({ fr, en }: Sentences): string {
  return `${fr}${BETWEEN_LANGUAGES}${en}`;
}

function sentencesOf(rule: string, message: string): Sentences {
  const [fr, en] = message.split(BETWEEN_LANGUAGES);
  if (fr !== undefined && en !== undefined) return { fr, en };
  return rule === 'whitelistValidation' ? UNKNOWN_FIELD : WRONG_SHAPE;
}

const UNKNOWN_FIELD: Sentences = {
  fr: 'Ce champ n’est pas attendu.',
  en: 'This field is not expected.',
};
const WRONG_SHAPE: Sentences = {
  fr: 'La valeur n’a pas la forme attendue.',
  en: 'The value does not have the expected shape.',
};

/** One detail per broken rule, with the sentences that the fields (fields.ts) give their rules. */
function detailsOf(errors: readonly ValidationError[], path = ''): RefusalDetail[] {
  return errors.flatMap((error) => {
    const field = path ? `${path}.${error.property}` : error.property;
    const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
      field,
      rule,
      ...sentencesOf(rule, message),
    }));
    return [...own, ...detailsOf(error.children ?? [], field)];
  });
}

export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => refuseRequest('invalid', {}, detailsOf(errors)),
  });
}
