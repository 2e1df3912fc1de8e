import { describe, expect, it } from 'vitest';
import { orderPacks } from './pack-order.ts';

describe('orderPacks', () => {
  it('offers what the index lists first, in its order, then the rest by name', () => {
    expect(orderPacks(['a', 'c', 'b', 'quick'], '["quick", "b"]')).toEqual(['quick', 'b', 'a', 'c']);
  });

  it('offers only what is there, and nothing twice', () => {
    expect(orderPacks(['a', 'b'], '["gone", "b", "b"]')).toEqual(['b', 'a']);
  });

  it.each([undefined, '', '{', '{"packs": ["b"]}', '["../b"]', '[1]', 'null'])(
    'goes by name where the index is %j',
    (index) => {
      expect(orderPacks(['b', 'a'], index)).toEqual(['a', 'b']);
    },
  );
});
