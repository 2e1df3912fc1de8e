import { classNamed } from '../../shared/palette.ts';

/** What a class of the palette may be painted as by a pack that was trained before it was added; likest first. */
const relatives: Readonly<Record<string, readonly string[]>> = {
  waterfall: ['river', 'lake', 'sea'],
  bush: ['tree', 'forest'],
  cliff: ['rock', 'mountain'],
  earth: ['path', 'sand'],
  bridge: ['path'],
  tower: ['house'],
  fog: ['cloud', 'sky'],
};

const idsById = new Map(
  Object.entries(relatives).map(([name, others]) => [idOf(name), others.map(idOf)] as const),
);

/**
 * The class that a pack paints in place of one that it does not know.
 *
 * @param id    palette class that is not among `known`
 * @param known class ids of the pack
 * @returns undefined where nothing it knows comes near: such pixels count as unlabelled
 */
export function standInFor(id: number, known: ReadonlySet<number>): number | undefined {
  return idsById.get(id)?.find((other) => known.has(other));
}

function idOf(name: string): number {
  const found = classNamed(name);
  if (!found) throw new Error(`no class is named ${name}`);
  return found.id;
}
