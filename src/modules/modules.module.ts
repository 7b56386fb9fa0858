import { Module } from '@nestjs/common';
import { ModulesController } from './modules.controller.js';
import { Modules } from './modules.service.js';

@Module({ controllers: [ModulesController], providers: [Modules], exports: [Modules] })
export class ModulesModule {}
