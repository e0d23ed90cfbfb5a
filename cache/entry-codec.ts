import { crc32, gunzipSync, gzipSync } from 'node:zlib';

/** Below this size gzip costs more than it saves. */
const compressAboveBytes = 512;
/** As JSON. No entry of ours comes near it; what is larger, or unpacks to more, is not kept and not read. */
export const largestEntryBytes = 4 * 1024 * 1024;

/**
 * The first byte of an entry says how the rest is written. A number is never given a second meaning:
 * 0 and 1 are what `checked` holds, and stood alone in earlier versions of Leadwire.
 */
const codecs = { plainJson: 0, gzippedJson: 1, versioned: 2, checked: 3 } as const;
const checksumBytes = 4;

/**
 * A cached value as bytes: the codec, a checksum over the entry's name and the rest, and the JSON, plain
 * or packed. The checksum ties the bytes to the name: what a confused connection or proxy gives us for
 * another entry is not taken for this one, nor is one with a bit turned over.
 * @returns undefined for a value that has no JSON form or is too large: it is not cached
 */
export function encodeEntry(value: unknown, compressed: boolean, name: string): Buffer | undefined {
  const json = jsonOf(value);
  if (json === undefined || json.length > largestEntryBytes) return undefined;
  const packs = compressed && json.length > compressAboveBytes;
  // Level 1: for entries of 1–10 KB the time to send what a higher level saves is less than it costs.
  const rest = packs ? gzipSync(json, { level: 1 }) : json;
  const body = Buffer.concat([Buffer.of(packs ? codecs.gzippedJson : codecs.plainJson), rest]);
  const header = Buffer.alloc(1 + checksumBytes);
  header.writeUInt8(codecs.checked);
  header.writeUInt32BE(checksumOf(name, body), 1);
  return Buffer.concat([header, body]);
}

/** @returns undefined for an entry that is corrupt, not ours or another's: it counts as a miss */
export function decodeEntry(entry: Buffer, name: string): unknown {
  try {
    const body = bodyOf(entry);
    if (entry[0] === codecs.checked && entry.readUInt32BE(1) !== checksumOf(name, body)) return undefined;
    const text = body.subarray(1);
    if (body[0] === codecs.plainJson) return JSON.parse(text.toString('utf8'));
    if (body[0] === codecs.gzippedJson)
      return JSON.parse(gunzipSync(text, { maxOutputLength: largestEntryBytes }).toString('utf8'));
  } catch {
    // Falls through: whatever is wrong with the bytes, the answer is the same.
  }
  return undefined;
}

/** How long the JSON of a good entry is, unpacked: what it costs in memory has little to do with its packed size. */
export function jsonBytesOf(entry: Buffer): number {
  const body = bodyOf(entry[0] === codecs.versioned ? entry.subarray(versionHeaderBytes) : entry);
  // The last four bytes of a gzip are the length of what is in it.
  return body[0] === codecs.gzippedJson ? body.readUInt32LE(body.length - 4) : body.length - 1;
}

const bodyOf = (entry: Buffer): Buffer =>
  entry[0] === codecs.checked ? entry.subarray(1 + checksumBytes) : entry;

const checksumOf = (name: string, body: Buffer): number => crc32(body, crc32(name));

function jsonOf(value: unknown): Buffer | undefined {
  try {
    const json: string | undefined = JSON.stringify(value);
    return json === undefined ? undefined : Buffer.from(json, 'utf8');
  } catch {
    // A circle, or a BigInt.
    return undefined;
  }
}

const versionDigits = 16;
const runCharacters = 40;
const versionHeaderBytes = 1 + versionDigits + runCharacters;

/** A value of a known version, written while a certain run of the Redis server lasted. */
export interface VersionedEntry {
  readonly value: unknown;
  readonly version: number;
}

const runHeader = (serverRun: string): string => serverRun.slice(0, runCharacters).padEnd(runCharacters, ' ');

/**
 * The codec byte, the version in 16 digits and the server's run in 40 characters, then the entry as
 * `encodeEntry` writes it. The fixed widths let a script in Redis compare them as texts
 * (`redis-scripts.ts`). Redis names each of its runs: one that restarted may have come back with an old
 * snapshot.
 */
export function withVersion(entry: Buffer, version: number, serverRun: string): Buffer {
  const digits = String(version).padStart(versionDigits, '0');
  return Buffer.concat([
    Buffer.of(codecs.versioned),
    Buffer.from(digits + runHeader(serverRun), 'latin1'),
    entry,
  ]);
}

/** @returns undefined for an entry that is corrupt, not ours or another's, or of another run of the server */
export function decodeVersionedEntry(
  entry: Buffer,
  serverRun: string,
  name: string,
): VersionedEntry | undefined {
  if (entry[0] !== codecs.versioned) return undefined;
  const header = entry.subarray(1, versionHeaderBytes).toString('latin1');
  const version = /^\d{16}/.exec(header)?.[0];
  if (version === undefined || header.slice(versionDigits) !== runHeader(serverRun)) return undefined;
  const value = decodeEntry(entry.subarray(versionHeaderBytes), name);
  return value === undefined ? undefined : { value, version: Number(version) };
}
