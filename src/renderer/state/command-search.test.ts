import { describe, expect, it } from 'vitest';
import { searchEntries } from './command-search.ts';

const entries = [
  { label: 'New mask layer', also: 'Layer' },
  { label: 'Mask from the class', also: 'Mask' },
  { label: 'Đổi tên lớp', also: 'Lớp' },
];

describe('searchEntries', () => {
  it('puts what begins so before what merely holds it', () => {
    expect(searchEntries(entries, 'mask').map(({ label }) => label)).toEqual([
      'Mask from the class',
      'New mask layer',
    ]);
  });

  it('takes words in any order, and without accents', () => {
    expect(searchEntries(entries, 'layer new')).toEqual([entries[0]]);
    expect(searchEntries(entries, 'doi ten')).toEqual([entries[2]]);
  });

  it('gives everything for nothing', () => {
    expect(searchEntries(entries, ' ')).toEqual(entries);
  });
});
