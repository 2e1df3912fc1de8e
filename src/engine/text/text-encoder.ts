import { UmberError } from '../../shared/errors.ts';
import { sentence, type Sentence } from '../../shared/sentence.ts';
import type { ModelSession, TensorValue } from '../sessions/runtime.ts';
import type { PromptTokenizer, TextSettings } from './tokenizer.ts';

/** A prompt and its negative, and room for the next pair. */
const CACHED_PROMPTS = 4;

/** What a text encoder makes of a prompt. */
export interface TextEmbedding {
  /** `[maxTokens, width]`; shared with the cache, not to be changed. */
  data: Float32Array;
  droppedTokens: number;
}

/** Turns prompts into embeddings. */
export interface TextEncoder {
  /** The embedding of one prompt; the last few are remembered. */
  encode(prompt: string): Promise<TextEmbedding>;
}

/** Turns prompts into what the UNet attends to; one prompt per run, so that no result depends on another prompt. */
export function createTextEncoder(
  session: ModelSession,
  tokenizer: PromptTokenizer,
  settings: TextSettings,
): TextEncoder {
  const { maxTokens, width } = settings;
  const [input] = session.inputs;
  const [output] = session.outputs;
  if (session.inputs.length !== 1 || !input || !output || !['int32', 'int64'].includes(input.type)) {
    throw unexpected(sentence`takes something else than token ids`);
  }
  const cache = new Map<string, TextEmbedding>();

  return {
    async encode(prompt) {
      const known = cache.get(prompt);
      if (known) {
        cache.delete(prompt);
        cache.set(prompt, known);
        return known;
      }
      const { ids, droppedTokens } = tokenizer.tokenize(prompt);
      const results = await session.run({ [input.name]: tokenTensor(ids, input.type) });
      const embedding = results[output.name];
      if (embedding?.type !== 'float32' || embedding.data.length !== maxTokens * width) {
        throw unexpected(sentence`gives embeddings of another size than the manifest says`);
      }
      const result = { data: embedding.data, droppedTokens };
      cache.set(prompt, result);
      const [oldest] = cache.keys();
      if (cache.size > CACHED_PROMPTS && oldest !== undefined) cache.delete(oldest);
      return result;
    },
  };
}

function tokenTensor(ids: readonly number[], type: string): TensorValue {
  const dims = [1, ids.length]; // [1, T]
  return type === 'int64'
    ? { type, dims, data: BigInt64Array.from(ids, BigInt) }
    : { type: 'int32', dims, data: Int32Array.from(ids) };
}

function unexpected(what: Sentence): UmberError {
  return new UmberError('PACK_MODEL_INVALID', sentence`The pack's text encoder ${what}.`, {
    advice: sentence`Use a pack made for this version of Umber.`,
  });
}
