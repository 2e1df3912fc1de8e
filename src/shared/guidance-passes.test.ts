import { describe, expect, it } from 'vitest';
import { guidancePasses } from './guidance-passes.ts';

describe('guidancePasses', () => {
  const all = { text: {}, class: {}, layout: {} };

  it('counts runs of the network as guidance needs them', () => {
    expect(guidancePasses(all, { text: 1, class: 1, layout: 1 })).toBe(1);
    expect(guidancePasses(all, { text: 2, class: 2, layout: 2 })).toBe(2);
    expect(guidancePasses(all, { text: 4, class: 3, layout: 2 })).toBe(4);
  });

  it('counts no condition that is absent, and never none', () => {
    const guidance = { text: 4, class: 3, layout: 2 };
    expect(guidancePasses({ text: {}, class: undefined }, guidance)).toBe(2);
    expect(guidancePasses({}, guidance)).toBe(1);
    expect(guidancePasses(all, { text: 0, class: 0, layout: 0 })).toBe(1);
  });
});
