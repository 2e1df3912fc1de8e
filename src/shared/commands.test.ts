import { describe, expect, it } from 'vitest';
import { commands, isCommandId, labelKey, menuNames } from './commands.ts';
import english from './languages/en.json' with { type: 'json' };
import vietnamese from './languages/vi.json' with { type: 'json' };

describe('commands', () => {
  it('never share a key', () => {
    const owners = new Map<string, string>();
    for (const [id, { keys = [] }] of commands) {
      for (const key of keys) {
        expect(`${key}: ${owners.get(key) ?? id}`).toBe(`${key}: ${id}`);
        owners.set(key, id);
      }
    }
  });

  it('leave a way where a browser keeps the keys for itself', () => {
    const kept = ['$mod+n', '$mod+t', '$mod+w', '$mod+Shift+n'];
    for (const [id, { keys = [] }] of commands) {
      if (keys.some((key) => kept.includes(key))) {
        expect([id, keys.filter((key) => !kept.includes(key)).length > 0]).toEqual([id, true]);
      }
    }
  });

  it.each([
    ['English', english],
    ['Vietnamese', vietnamese],
  ])('have a label in %s, as have their menus', (_language, texts: object) => {
    const { commands: labels, menus } = texts as Record<string, Record<string, string>>;
    expect([...commands.keys()].map(labelKey).filter((key) => !labels?.[key])).toEqual([]);
    expect(menuNames.filter((name) => !menus?.[name])).toEqual([]);
  });

  it('are told from other words', () => {
    expect(isCommandId('chooseClass3')).toBe(true);
    expect(isCommandId('constructor')).toBe(false);
  });
});
