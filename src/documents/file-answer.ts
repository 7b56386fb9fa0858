import type { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

export interface FileToSend {
  readonly content: Readable | Buffer;
  readonly mediaType: string;
  /** Of plain characters only. */
  readonly fileName: string;
  readonly byteCount: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Answers with a file to keep under a name. It may be worth money, or name someone: no cache keeps it. */
export function fileAnswer(reply: FastifyReply, file: FileToSend): StreamableFile {
  void reply.header('cache-control', 'private, no-store').header('etag', `"${file.sha256}"`);
  const options = {
    type: file.mediaType,
    disposition: `attachment; filename="${file.fileName}"`,
    length: file.byteCount,
  };
  return Buffer.isBuffer(file.content)
    ? new StreamableFile(file.content, options)
    : new StreamableFile(file.content, options);
}
