import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import type { RefusalDetail } from '../refusal.js';
import { refuseRequest } from './request.refusals.js';

interface Sentences {
  fr: string;
  en: string;
}

const UNKNOWN_FIELD: Sentences = {
  fr: 'Ce champ n’est pas attendu.',
  en: 'This field is not expected.',
};
const WRONG_SHAPE: Sentences = {
  fr: 'La valeur n’a pas la forme attendue.',
  en: 'The value does not have the expected shape.',
};

/** One detail per broken rule; the fields of src/shared/http/fields.ts carry their sentences as context. */
function detailsOf(errors: readonly ValidationError[], path = ''): RefusalDetail[] {
  return errors.flatMap((error) => {
    const field = path ? `${path}.${error.property}` : error.property;
    const own = Object.keys(error.constraints ?? {}).map((rule) => {
      const context = error.contexts?.[rule] as Sentences | undefined;
      return { field, rule, ...(context ?? (rule === 'whitelistValidation' ? UNKNOWN_FIELD : WRONG_SHAPE)) };
    });
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
