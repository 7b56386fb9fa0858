import { Global, Module } from '@nestjs/common';
import { DocumentFiles } from './document-files.js';
import { DocumentsController } from './documents.controller.js';
import { Documents } from './documents.js';

/** Documents made in the background, and what every document is drawn with. */
@Global()
@Module({
  controllers: [DocumentsController],
  providers: [Documents, DocumentFiles],
  exports: [Documents, DocumentFiles],
})
export class DocumentsModule {}
