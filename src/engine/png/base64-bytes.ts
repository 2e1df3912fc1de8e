/** Bytes that are encoded at once: a multiple of 3, so that only the last piece is padded. */
const pieceBytes = 3 * 2 ** 18;
/** The characters that they become. */
const pieceLength = (pieceBytes / 3) * 4;

/** Bytes as base64 in ASCII, without a string of all of it: large pictures would be longer than any string. */
export function toBase64Bytes(bytes: Uint8Array): Uint8Array {
  const encoded = Buffer.alloc(Math.ceil(bytes.length / 3) * 4);
  const from = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0, to = 0; at < from.length; at += pieceBytes, to += pieceLength) {
    encoded.write(from.toString('base64', at, Math.min(at + pieceBytes, from.length)), to, 'latin1');
  }
  return encoded;
}

/**
 * The bytes that `toBase64Bytes` was given. What is no base64 gives fewer bytes, or other ones: whoever asked checks.
 */
export function fromBase64Bytes(encoded: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(Math.ceil(encoded.length / 4) * 3);
  const from = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.length);
  let length = 0;
  for (let at = 0; at < from.length; at += pieceLength) {
    length += bytes.write(from.toString('latin1', at, at + pieceLength), length, 'base64');
  }
  return bytes.subarray(0, length);
}
