import { Injectable, Param, type PipeTransform } from '@nestjs/common';
import { NOTICES, type YearEndNotice } from '../scheme/year-end-steps.js';
import { refuseRequest } from '../shared/http/request.refusals.js';

/** A notice in the path of a route (`@PathNotice() notice: YearEndNotice`). Refusal: request.invalid for anything else. */
export function PathNotice(): ParameterDecorator {
  return Param('notice', NoticePipe);
}

@Injectable()
class NoticePipe implements PipeTransform<string, YearEndNotice> {
  transform(value: string): YearEndNotice {
    const notice = NOTICES.find((each) => each === value);
    if (notice) return notice;
    const known = NOTICES.join(', ');
    throw refuseRequest('invalid', {}, [
      {
        field: 'notice',
        rule: 'isIn',
        fr: `Une de ces valeurs est attendue : ${known}.`,
        en: `One of these is expected: ${known}.`,
      },
    ]);
  }
}
