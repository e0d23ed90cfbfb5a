import { gunzipSync, gzipSync } from 'node:zlib';

/** Below this size gzip costs more than it saves. */
const compressAboveBytes = 512;
const plainJson = 0;
const gzippedJson = 1;

/**
 * A cached value as bytes: one that names the codec, then the text. The first byte lets the codec
 * change while old entries stay readable.
 */
export function encodeEntry(value: unknown, compressed: boolean): Buffer {
  const json = Buffer.from(JSON.stringify(value), 'utf8');
  if (!compressed || json.length <= compressAboveBytes) return Buffer.concat([Buffer.of(plainJson), json]);
  // Level 1: for entries of 1–10 KB the time to send what a higher level saves is less than it costs.
  return Buffer.concat([Buffer.of(gzippedJson), gzipSync(json, { level: 1 })]);
}

/** @returns undefined for an entry that is corrupt or not ours: it counts as a miss */
export function decodeEntry(entry: Buffer): unknown {
  try {
    const body = entry.subarray(1);
    if (entry[0] === plainJson) return JSON.parse(body.toString('utf8'));
    if (entry[0] === gzippedJson) return JSON.parse(gunzipSync(body).toString('utf8'));
  } catch {
    // Falls through: whatever is wrong with the bytes, the answer is the same.
  }
  return undefined;
}
