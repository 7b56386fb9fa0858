import { Injectable, Param, type PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { refuseRequest } from './request.refusals.js';

/** An identifier in the path of a route (`@PathId() id: string`). Refusal: request.invalid for what is no UUID. */
export function PathId(name = 'id'): ParameterDecorator {
  return Param(name, new UuidPipe(name));
}

@Injectable()
class UuidPipe implements PipeTransform<string, string> {
  constructor(private readonly name: string) {}

  transform(value: string): string {
    if (isUUID(value)) return value.toLowerCase();
    throw refuseRequest('invalid', {}, [{ field: this.name, rule: 'isUuid', ...NOT_AN_ID }]);
  }
}

const NOT_AN_ID = {
  fr: 'Un identifiant (UUID) est attendu.',
  en: 'An identifier (UUID) is expected.',
};
