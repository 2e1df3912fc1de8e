import { describe, expect, it } from 'vitest';
import { fromBase64Bytes, toBase64Bytes } from './base64-bytes.ts';

describe('base64 in bytes', () => {
  it('is what base64 is, whatever the length, and gives the bytes back', () => {
    const noise = Uint8Array.from({ length: 3 * 2 ** 18 + 5 }, (_, index) => (index * 2654435761) >>> 24);
    for (const length of [0, 1, 2, 3, 4, 100, 3 * 2 ** 18 - 1, 3 * 2 ** 18, 3 * 2 ** 18 + 5]) {
      const bytes = noise.subarray(0, length);
      const encoded = toBase64Bytes(bytes);
      expect(Buffer.from(encoded).toString() === Buffer.from(bytes).toString('base64'), `${length}`).toBe(
        true,
      );
      expect(Buffer.from(fromBase64Bytes(encoded)).equals(bytes), `${length}`).toBe(true);
    }
  });

  it('of anything else gives something, and no error', () => {
    expect(fromBase64Bytes(Buffer.from('\0 not = base64 é'))).toBeInstanceOf(Uint8Array);
  });
});
