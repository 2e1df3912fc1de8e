import { describe, expect, it } from 'vitest';
import vietnamese from '../../shared/languages/vi.json' with { type: 'json' };
import { classNamed, palette } from '../../shared/palette.ts';
import { classGroups, findClasses } from './class-search.ts';

const english = (id: number) => palette[id]?.name ?? '';
const names: Record<string, string> = vietnamese.classes;

describe('classGroups', () => {
  it('hold every class once', () => {
    const all = classGroups.flatMap(({ classIds }) => classIds);
    expect(all.toSorted((a, b) => a - b)).toEqual(palette.slice(1).map(({ id }) => id));
  });
});

describe('findClasses', () => {
  it('finds by the beginning of a word', () => {
    expect(findClasses('riv', english)).toEqual([classNamed('river')?.id]);
    expect(findClasses('', english)).toHaveLength(palette.length - 1);
    expect(findClasses('zebra', english)).toEqual([]);
  });

  it('finds Vietnamese names without their accents, and English ones all the same', () => {
    const vietnameseName = (id: number) => names[english(id)] ?? '';
    const river = classNamed('river')?.id;
    expect(findClasses('song', vietnameseName)).toContain(river);
    expect(findClasses('river', vietnameseName)).toEqual([river]);
  });
});
