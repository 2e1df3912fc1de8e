import { describe, expect, it } from 'vitest';
import { outlines } from './outline.ts';

function grid(...rows: string[]): [Uint8Array, number, number] {
  const columns = rows[0]!.length;
  return [Uint8Array.from(rows.join(''), (letter) => (letter === '#' ? 1 : 0)), columns, rows.length];
}

const lengths = (lines: { length: number }[]) => lines.map((line) => line.length).sort((a, b) => a - b);

describe('outlines', () => {
  it('draws a rectangle by its four corners', () => {
    const [line, ...others] = outlines(...grid('....', '.##.', '.##.'));
    expect(others).toEqual([]);
    expect(line).toEqual([
      { x: 3, y: 1 },
      { x: 3, y: 3 },
      { x: 1, y: 3 },
      { x: 1, y: 1 },
    ]);
  });

  it('draws the hole of a ring as a line of its own', () => {
    expect(lengths(outlines(...grid('###', '#.#', '###')))).toEqual([4, 4]);
  });

  it('keeps pixels apart that touch by a corner', () => {
    expect(lengths(outlines(...grid('#.', '.#')))).toEqual([4, 4]);
    expect(lengths(outlines(...grid('.#', '#.')))).toEqual([4, 4]);
  });

  it('closes along the edge of the grid', () => {
    expect(lengths(outlines(...grid('##', '##')))).toEqual([4]);
  });

  it('has the corners of every step of a stair', () => {
    expect(lengths(outlines(...grid('#..', '##.', '###')))).toEqual([8]);
  });

  it('finds nothing in an empty grid', () => {
    expect(outlines(...grid('...'))).toEqual([]);
  });
});
