/** Something that can be found by its words. */
export interface SearchEntry {
  /** Shown. */
  readonly label: string;
  /** Found by as well: the menu it stands in. */
  readonly also: string;
}

/** Entries that hold every word, the ones whose label begins with what was written first; all for no words. */
export function searchEntries<Entry extends SearchEntry>(
  entries: readonly Entry[],
  written: string,
): Entry[] {
  const words = plainText(written).split(/\s+/).filter(Boolean);
  const ranked = entries.flatMap((entry, order) => {
    const label = plainText(entry.label);
    const text = `${label} ${plainText(entry.also)}`;
    if (!words.every((word) => text.includes(word))) return [];
    const rank = label.startsWith(words.join(' ')) ? 0 : words.every((word) => label.includes(word)) ? 1 : 2;
    return [{ entry, rank, order }];
  });
  return ranked.sort((a, b) => a.rank - b.rank || a.order - b.order).map(({ entry }) => entry);
}

/** Without accents and capitals, as people type in a hurry. */
export function plainText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase().trim();
}
