import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import type { PackManifest } from '../../shared/pack-manifest.ts';
import { parsePackJson } from '../packs/parse-pack-json.ts';

const unknownTokenSchema = z.object({ model: z.object({ unk_token: z.string().nullish() }) });

/** What the manifest says of the text condition. */
export type TextSettings = NonNullable<PackManifest['conditions']['text']>;

/** A prompt as the text encoder takes it. */
export interface TokenizedPrompt {
  /** BOS, the prompt's tokens, EOS, then padding; always `maxTokens` long. */
  ids: number[];
  /** Tokens of the prompt that did not fit. */
  droppedTokens: number;
}

/** Turns prompts into token ids. */
export interface PromptTokenizer {
  tokenize(prompt: string): TokenizedPrompt;
}

/**
 * A tokenizer from a pack's `tokenizer.json`; framing and padding follow the manifest, whatever the file says.
 *
 * Words that the file does not know become its unknown token, and are left out where it has none.
 *
 * @throws UmberError `PACK_MANIFEST_INVALID` where the file is not one
 */
export function createTokenizer(tokenizerJson: Uint8Array, settings: TextSettings): PromptTokenizer {
  const parsed = parsePackJson(tokenizerJson, sentence`tokenizer`);
  let tokenizer: Tokenizer;
  let unknownToken: string | undefined;
  try {
    tokenizer = new Tokenizer(parsed as object, {});
    unknownToken = unknownTokenSchema.parse(parsed).model.unk_token ?? undefined;
  } catch (cause) {
    throw new UmberError('PACK_MANIFEST_INVALID', sentence`The pack's tokenizer cannot be read.`, {
      advice: sentence`Use a pack made for this version of Umber.`,
      cause,
    });
  }
  const { maxTokens, bosId, eosId, padId } = settings;

  // Whole-word vocabularies give `undefined` for what they lack, against the library's own types.
  const unknownId = unknownToken === undefined ? undefined : tokenizer.token_to_id(unknownToken);
  function idsOf(prompt: string): number[] {
    if (prompt === '') return [];
    const ids: (number | undefined)[] = tokenizer.encode(prompt, { add_special_tokens: false }).ids;
    return ids.map((id) => id ?? unknownId).filter((id) => id !== undefined);
  }

  return {
    tokenize(prompt) {
      const tokens = idsOf(prompt);
      const kept = tokens.slice(0, maxTokens - 2);
      const ids = [bosId, ...kept, eosId];
      while (ids.length < maxTokens) ids.push(padId);
      return { ids, droppedTokens: tokens.length - kept.length };
    },
  };
}
