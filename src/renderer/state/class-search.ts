import { palette } from '../../shared/palette.ts';
import { plainText } from './command-search.ts';

export type ClassGroupName = 'sky' | 'land' | 'plants' | 'water' | 'built';

interface ClassGroup {
  readonly name: ClassGroupName;
  readonly classIds: readonly number[];
}

const groupNames: Readonly<Record<ClassGroupName, readonly string[]>> = {
  sky: ['sky', 'cloud', 'fog'],
  land: ['mountain', 'snow', 'hill', 'cliff', 'rock', 'sand', 'earth'],
  plants: ['forest', 'tree', 'bush', 'grass', 'flowers'],
  water: ['sea', 'lake', 'river', 'waterfall'],
  built: ['path', 'house', 'bridge', 'tower', 'boat'],
};

/** Every class once, far things first as one paints them; a class that no group names comes with the land. */
export const classGroups: readonly ClassGroup[] = (() => {
  const named = new Set(Object.values(groupNames).flat());
  return (Object.keys(groupNames) as ClassGroupName[]).map((name) => ({
    name,
    classIds: palette
      .filter(({ id, name: className }) => {
        if (id === 0) return false;
        return groupNames[name].includes(className) || (name === 'land' && !named.has(className));
      })
      .map(({ id }) => id),
  }));
})();

/** Ids of the classes whose names, the palette's or the language's, have a word that begins so; all for no words. */
export function findClasses(words: string, nameOf: (classId: number) => string): number[] {
  const wanted = plainText(words).split(/\s+/).filter(Boolean);
  const matches = (name: string) => {
    const parts = plainText(name).split(/\s+/);
    return wanted.every((word) => parts.some((part) => part.startsWith(word)));
  };
  const ids = palette.slice(1).map(({ id }) => id);
  return ids.filter((id) => matches(nameOf(id)) || matches(palette[id]?.name ?? ''));
}
