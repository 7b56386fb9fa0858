import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogueModule } from './module.entity.js';
import { ModulesController } from './modules.controller.js';
import { Modules } from './modules.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([CatalogueModule])],
  controllers: [ModulesController],
  providers: [Modules],
  exports: [Modules],
})
export class ModulesModule {}
