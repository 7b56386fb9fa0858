import { Global, Module } from '@nestjs/common';
import { Authentication } from './authentication.js';
import { ServiceSecret } from './secret.js';

@Global()
@Module({ providers: [Authentication, ServiceSecret], exports: [Authentication, ServiceSecret] })
export class AccessModule {}
