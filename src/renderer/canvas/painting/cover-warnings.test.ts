import { describe, expect, it } from 'vitest';
import { CoverWarnings } from './cover-warnings.ts';

const shown = { x: 10, y: 10, width: 20, height: 20 };
const inside = { x: 15, y: 15 };

describe('CoverWarnings', () => {
  it('tells once of each picture layer that is painted on under a picture', () => {
    const warnings = new CoverWarnings();
    const isNew = (id: string) => warnings.isNew({ id, kind: 'picture' }, inside, shown);
    expect([isNew('a'), isNew('a'), isNew('b')]).toEqual([true, false, true]);
  });

  it('is silent where what is painted can be seen', () => {
    const warnings = new CoverWarnings();
    expect(warnings.isNew({ id: 'a', kind: 'picture' }, { x: 30, y: 15 }, shown)).toBe(false);
    expect(warnings.isNew({ id: 'a', kind: 'picture' }, inside, undefined)).toBe(false);
    expect(warnings.isNew({ id: 'b', kind: 'semantic' }, inside, shown)).toBe(false);
    expect(warnings.isNew({ id: 'c', kind: 'mask' }, inside, shown)).toBe(false);
    expect(warnings.isNew({ id: 'a', kind: 'picture' }, inside, shown)).toBe(true);
  });
});
