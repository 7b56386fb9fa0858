import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/** The business refusals a route may give, by full code; they are documented with it and checked by the tests. */
export function Refuses(...codes: readonly string[]): MethodDecorator & ClassDecorator {
  return applyDecorators(ApiExtension('x-refusals', [...codes]));
}
