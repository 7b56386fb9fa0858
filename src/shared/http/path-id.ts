import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { refuseRequest } from './request.refusals.js';

/** An identifier in the path of a route (`@PathId() id: string`). Refusal: request.invalid for what is no UUID. */
export function PathId(name = 'id'): ParameterDecorator {
  return (target, method, index) => {
    Param(name, new UuidPipe(name))(target, method, index);
    const descriptor = Object.getOwnPropertyDescriptor(target, method as string);
    if (!descriptor) throw new Error('an identifier is taken by a method');
    ApiParam({ name, schema: { type: 'string', format: 'uuid' } })(target, method as string, descriptor);
  };
}

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
