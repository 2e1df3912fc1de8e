import { describe, expect, it } from 'vitest';
import { sentenceSchema } from './sentence-schema.ts';
import { say, sentence, term } from './sentence.ts';

describe('a sentence', () => {
  it('keeps its values apart', () => {
    expect(sentence`“${'a.png'}” has ${3} faults.`).toEqual({
      pattern: '“{0}” has {1} faults.',
      values: ['a.png', 3],
    });
  });

  it('is said in English, whatever its values look like', () => {
    expect(say(sentence`“${'{1}'}” has ${3} faults.`)).toBe('“{1}” has 3 faults.');
    expect(say(sentence`Nothing.`)).toBe('Nothing.');
  });

  it('is said in another language, with its values in that language’s order', () => {
    const vietnamese = { '“{0}” has {1} faults.': 'Có {1} lỗi trong “{0}”.' };
    expect(say(sentence`“${'a.png'}” has ${3} faults.`, vietnamese)).toBe('Có 3 lỗi trong “a.png”.');
    expect(say(sentence`Not translated yet.`, vietnamese)).toBe('Not translated yet.');
  });

  it('translates its parts, one by one in a list', () => {
    const vietnamese = { 'Paint with {0}.': 'Hãy vẽ bằng {0}.', sky: 'bầu trời', 'a {0}': 'một {0}' };
    const said = sentence`Paint with ${[term('sky'), sentence`a ${term('hill')}`, 'x']}.`;
    expect(say(said)).toBe('Paint with sky, a hill, x.');
    expect(say(said, vietnamese)).toBe('Hãy vẽ bằng bầu trời, một hill, x.');
  });

  it('crosses boundaries with all its parts', () => {
    const said = sentence`One of ${['a', 2, sentence`a ${'b'}`]}.`;
    expect(sentenceSchema.parse(JSON.parse(JSON.stringify(said)))).toEqual(said);
    expect(sentenceSchema.safeParse(sentence`${'x'.repeat(1e6)}`).success).toBe(true);
    expect(sentenceSchema.safeParse('One of a.').success).toBe(false);
  });
});
