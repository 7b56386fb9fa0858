import { createHash } from 'node:crypto';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { StreamableFile } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
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

/** A small paper, written at once and kept nowhere: what is refused is so before anything is sent. */
export async function pdfToSend(
  fileName: string,
  write: (sink: Writable) => Promise<unknown>,
): Promise<FileToSend> {
  const sink = new PassThrough();
  const [content] = await Promise.all([buffer(sink), write(sink)]);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { content, mediaType: 'application/pdf', fileName, byteCount: content.length, sha256 };
}

/** Documents an answer that is a PDF. */
export function ApiPdf(): MethodDecorator {
  return ApiOkResponse({ content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } });
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
