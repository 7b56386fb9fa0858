import { readFileSync } from 'node:fs';
import { validateXML } from 'xmllint-wasm';
import { fromRoot } from '../shared/paths.js';

/** The messages whose schema is in data/iso20022. */
export type Message = 'pain.001.001.09' | 'pain.002.001.10';

const schemas = new Map<Message, string>();
/** 256 MiB at most, in pages of 64 KiB: far more than a file of the largest run. */
const MOST_PAGES = 4096;

function schemaOf(message: Message): string {
  const known = schemas.get(message);
  if (known !== undefined) return known;
  const schema = readFileSync(fromRoot('data/iso20022', `${message}.xsd`), 'utf8');
  schemas.set(message, schema);
  return schema;
}

/**
 * Where a file is not what the schema of its message says: the names of the elements, never what they hold. Empty for
 * a valid file. It is read by libxml2 in a thread of its own, which knows no file but these two and no network.
 */
export async function schemaFaults(message: Message, xml: string): Promise<string[]> {
  const { valid, errors } = await validateXML({
    xml: { fileName: 'message.xml', contents: xml },
    schema: { fileName: `${message}.xsd`, contents: schemaOf(message) },
    maxMemoryPages: MOST_PAGES,
  });
  if (valid) return [];
  const named = errors.map((error) => /Element '(?:\{[^}]*\})?(\w+)'/.exec(error.message)?.[1] ?? 'the file');
  return [...new Set(named)];
}
