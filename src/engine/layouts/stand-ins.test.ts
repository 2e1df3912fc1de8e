import { describe, expect, it } from 'vitest';
import { classNamed, palette } from '../../shared/palette.ts';
import { standInFor } from './stand-ins.ts';

const idOf = (name: string): number => classNamed(name)!.id;
/** The sixteen classes of the first packs. */
const firstClasses = new Set(palette.map(({ id }) => id).filter((id) => id >= 1 && id <= 16));

describe('standInFor', () => {
  it('has something like it, of the first classes, for every later one but the boat', () => {
    const later = palette.filter(({ id }) => id > 16);
    const standIns = Object.fromEntries(
      later.map(({ id, name }) => [name, palette[standInFor(id, firstClasses) ?? 0]?.name]),
    );
    expect(standIns).toEqual({
      waterfall: 'river',
      bush: 'tree',
      cliff: 'rock',
      earth: 'path',
      bridge: 'path',
      tower: 'house',
      boat: 'unlabelled',
      fog: 'cloud',
    });
  });

  it('takes the likest that the pack knows', () => {
    expect(standInFor(idOf('waterfall'), new Set([idOf('sea'), idOf('lake')]))).toBe(idOf('lake'));
    expect(standInFor(idOf('waterfall'), new Set([idOf('sky')]))).toBeUndefined();
  });
});
