import { describe, expect, it } from 'vitest';
import { palette } from '../../shared/palette.ts';
import { commandEntries, commandLabel, stepLabel } from './labels.ts';
import type { Studio } from './studio.svelte.ts';

const texts: Readonly<Record<string, string>> = { 'steps.paint': 'Paint' };
const language = { t: (key: string) => texts[key] ?? key, has: (key: string) => key in texts };
const studio = {
  language,
  names: { className: (id: number) => palette[id]!.name },
} as unknown as Pick<Studio, 'language' | 'names'>;

describe('commandLabel', () => {
  it('says which class a numbered command chooses', () => {
    expect(commandLabel(studio, 'undo')).toBe('commands.undo');
    expect(commandLabel(studio, 'chooseClass1')).toBe(`commands.chooseClass: ${palette[1]!.name}`);
  });
});

describe('commandEntries', () => {
  it('is found by the menu as well, and may stand in none', () => {
    const entries = new Map(commandEntries(studio).map((entry) => [entry.id, entry]));
    expect(entries.get('undo')?.also).toBe('menus.edit');
    expect(entries.get('brushSmaller')?.label).toBe('commands.brushSmaller');
  });
});

describe('stepLabel', () => {
  it('leaves a label that no language has as it is', () => {
    expect(stepLabel(language, 'paint')).toBe('Paint');
    expect(stepLabel(language, 'of a later version')).toBe('of a later version');
  });
});
