import { describe, expect, it } from 'vitest';
import { isUmberError } from '../../shared/errors.ts';
import { createTokenizer } from './tokenizer.ts';

const settings = { maxTokens: 6, width: 1, padId: 9, bosId: 7, eosId: 8 };

function tokenizerFile(model: object): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify({
      version: '1.0',
      added_tokens: [],
      normalizer: { type: 'Lowercase' },
      pre_tokenizer: { type: 'Whitespace' },
      post_processor: null,
      decoder: null,
      model,
    }),
  );
}

const vocab = { '<unk>': 0, lake: 1, snow: 2 };
const tokenizerJson = tokenizerFile({ type: 'WordLevel', vocab, unk_token: '<unk>' });

describe('createTokenizer', () => {
  it('frames a prompt and pads it', () => {
    expect(createTokenizer(tokenizerJson, settings).tokenize('Snow  LAKE')).toEqual({
      ids: [7, 2, 1, 8, 9, 9],
      droppedTokens: 0,
    });
  });

  it('frames nothing as well', () => {
    expect(createTokenizer(tokenizerJson, settings).tokenize('').ids).toEqual([7, 8, 9, 9, 9, 9]);
  });

  it('cuts a long prompt, keeps the end mark and counts what it left out', () => {
    const prompt = 'lake lake lake snow snow mist';
    expect(createTokenizer(tokenizerJson, settings).tokenize(prompt)).toEqual({
      ids: [7, 1, 1, 1, 2, 8],
      droppedTokens: 2,
    });
  });

  it('gives the unknown token for words that are not in the vocabulary', () => {
    expect(createTokenizer(tokenizerJson, settings).tokenize('mist snow').ids).toEqual([7, 0, 2, 8, 9, 9]);
  });

  it.each([
    ['WordLevel', { type: 'WordLevel', vocab, unk_token: '[UNK]' }],
    ['BPE', { type: 'BPE', vocab: { a: 1, b: 2 }, merges: [], unk_token: null }],
  ])('leaves such words out where %s has no unknown token', (_, model) => {
    expect(createTokenizer(tokenizerFile(model), settings).tokenize('\u4e16').ids).toEqual([
      7, 8, 9, 9, 9, 9,
    ]);
  });

  it.each(['', '{', '[]', '{}', '{"model": {"type": "Magic"}}', 'null'])('refuses the file %j', (text) => {
    let caught: unknown;
    try {
      createTokenizer(new TextEncoder().encode(text), settings);
    } catch (error) {
      caught = error;
    }
    expect(isUmberError(caught, 'PACK_MANIFEST_INVALID')).toBe(true);
  });
});
