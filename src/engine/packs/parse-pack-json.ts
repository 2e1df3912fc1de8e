import { UmberError } from '../../shared/errors.ts';
import { sentence, type SentenceValue } from '../../shared/sentence.ts';

/**
 * A JSON file of a pack, not yet checked against any schema.
 *
 * @param what for the message: `scheduler configuration`
 * @throws UmberError `PACK_MANIFEST_INVALID` where it is not JSON in UTF-8
 */
export function parsePackJson(bytes: Uint8Array, what: SentenceValue): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new UmberError('PACK_MANIFEST_INVALID', sentence`The pack's ${what} is not JSON.`, {
      advice: sentence`Use a pack made for this version of Umber.`,
      cause,
    });
  }
}
