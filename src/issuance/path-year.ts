import { Injectable, Param, type PipeTransform } from '@nestjs/common';
import { refuseRequest } from '../shared/http/request.refusals.js';

/** An exercise in the path of a route (`@PathYear() year: number`). Refusal: request.invalid for what is no year. */
export function PathYear(): ParameterDecorator {
  return Param('year', YearPipe);
}

@Injectable()
class YearPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    if (/^2[01]\d{2}$/.test(value)) return Number(value);
    throw refuseRequest('invalid', {}, [{ field: 'year', rule: 'isYear', ...NOT_A_YEAR }]);
  }
}

const NOT_A_YEAR = { fr: 'Une année (2026) est attendue.', en: 'A year (2026) is expected.' };
