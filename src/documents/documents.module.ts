import { Global, Module } from '@nestjs/common';
import { DocumentFiles } from './document-files.js';
import { DocumentsController } from './documents.controller.js';
import { DocumentParts } from './document-parts.js';
import { Documents } from './documents.js';
import { LogosController } from './logos.controller.js';
import { Logos } from './logos.service.js';

/** Documents made in the background, and what every document is drawn with. */
@Global()
@Module({
  controllers: [DocumentsController, LogosController],
  providers: [Documents, DocumentFiles, DocumentParts, Logos],
  exports: [Documents, Logos],
})
export class DocumentsModule {}
