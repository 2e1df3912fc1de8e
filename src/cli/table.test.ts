import { expect, it } from 'vitest';
import { table } from './table.ts';

it('lines up figures to the right and leaves out columns that hold nothing', () => {
  const rows = [
    ['a.png', '9.5', ''],
    ['longer.png', '12.25', ''],
  ];
  expect(table(['name', 'dB', 'note'], rows)).toEqual([
    'name           dB',
    'a.png         9.5',
    'longer.png  12.25',
  ]);
});
