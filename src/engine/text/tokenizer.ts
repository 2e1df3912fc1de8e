import { Tokenizer } from '@huggingface/tokenizers';
import { UmberError } from '../../shared/errors.ts';
import type { PackManifest } from '../../shared/pack-manifest.ts';

export type TextSettings = NonNullable<PackManifest['conditions']['text']>;

export interface TokenizedPrompt {
  /** BOS, the prompt's tokens, EOS, then padding; always `maxTokens` long. */
  ids: number[];
  /** Tokens of the prompt that did not fit. */
  droppedTokens: number;
}

export interface PromptTokenizer {
  tokenize(prompt: string): TokenizedPrompt;
}

/**
 * A tokenizer from a pack's `tokenizer.json`; framing and padding follow the manifest, whatever the file says.
 *
 * @throws UmberError `PACK_MANIFEST_INVALID` where the file is not one
 */
export function createTokenizer(tokenizerJson: Uint8Array, settings: TextSettings): PromptTokenizer {
  let tokenizer: Tokenizer;
  try {
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(tokenizerJson));
    tokenizer = new Tokenizer(parsed as object, {});
  } catch (cause) {
    throw new UmberError('PACK_MANIFEST_INVALID', "The pack's tokenizer cannot be read.", {
      advice: 'Use a pack made for this version of Umber.',
      cause,
    });
  }
  const { maxTokens, bosId, eosId, padId } = settings;
  return {
    tokenize(prompt) {
      const tokens = prompt === '' ? [] : tokenizer.encode(prompt, { add_special_tokens: false }).ids;
      const kept = tokens.slice(0, maxTokens - 2);
      const ids = [bosId, ...kept, eosId];
      while (ids.length < maxTokens) ids.push(padId);
      return { ids, droppedTokens: tokens.length - kept.length };
    },
  };
}
