import { describe, expect, it } from 'vitest';
import {
  commandsWithKey,
  createCommandLookup,
  distinctKeys,
  effectiveKeys,
  formatKey,
  keyOfEvent,
  keysLeft,
} from './shortcuts.ts';

function press(key: string, code: string, modifiers: readonly string[] = []) {
  return {
    key,
    code,
    ctrlKey: modifiers.includes('Control'),
    altKey: modifiers.includes('Alt'),
    shiftKey: modifiers.includes('Shift'),
    metaKey: modifiers.includes('Meta'),
    getModifierState: (name: string) => modifiers.includes(name),
  } as unknown as KeyboardEvent;
}

describe('effectiveKeys', () => {
  it('shows no key first that a browser has for itself', () => {
    const first = (isInBrowser: boolean) =>
      (['newProject', 'closeProject', 'toolTransform', 'undo'] as const).map(
        (id) => effectiveKeys({}, isInBrowser).get(id)?.[0],
      );
    expect(first(false)).toEqual(['$mod+n', '$mod+w', '$mod+t', '$mod+z']);
    expect(first(true)).toEqual(['Alt+n', 'Alt+w', 't', '$mod+z']);
  });
});

describe('createCommandLookup', () => {
  const find = createCommandLookup(effectiveKeys({}));

  it('finds plain letters, modifiers and digits by their place', () => {
    expect(find(press('b', 'KeyB'))).toBe('toolBrush');
    expect(find(press('z', 'KeyZ', ['Control']))).toBe('undo');
    expect(find(press('Z', 'KeyZ', ['Control', 'Shift']))).toBe('redo');
    expect(find(press('&', 'Digit1'))).toBe('chooseClass1');
    expect(find(press('!', 'Digit1', ['Shift']))).toBe('chooseClass11');
  });

  it('takes signs with and without Shift, as keyboards differ', () => {
    expect(find(press('?', 'Slash', ['Shift']))).toBe('showShortcuts');
    expect(find(press('[', 'BracketLeft'))).toBe('brushSmaller');
    expect(find(press('+', 'Equal', ['Control', 'Shift']))).toBe('zoomIn');
    expect(find(press(']', 'BracketRight', ['Control']))).toBe('raiseLayer');
  });

  it('does not take a key with a modifier for the bare one', () => {
    expect(find(press('b', 'KeyB', ['Alt']))).toBeUndefined();
  });

  it('follows the artist', () => {
    const own = createCommandLookup(effectiveKeys({ toolBrush: ['u'], toolEraser: [] }));
    expect(own(press('u', 'KeyU'))).toBe('toolBrush');
    expect(own(press('b', 'KeyB'))).toBeUndefined();
    expect(own(press('e', 'KeyE'))).toBeUndefined();
  });
});

describe('distinctKeys', () => {
  it('takes a key once, however it is written, and leaves the others in their order', () => {
    expect(distinctKeys(['$mod+Shift+z', 'b', 'Shift+$mod+Z', 'B', '$mod+y'])).toEqual([
      '$mod+Shift+z',
      'b',
      '$mod+y',
    ]);
  });
});

describe('effectiveKeys', () => {
  it('heals settings that were saved with a key twice', () => {
    expect(effectiveKeys({ undo: ['$mod+z', '$mod+z'] }).get('undo')).toEqual(['$mod+z']);
  });
});

describe('keyOfEvent', () => {
  it('names a press so that the lookup finds it again', () => {
    const events = [
      press('u', 'KeyU'),
      press('U', 'KeyU', ['Shift']),
      press('?', 'Slash', ['Shift']),
      press('7', 'Digit7', ['Control']),
      press('ArrowUp', 'ArrowUp', ['Alt', 'Shift']),
      press('F5', 'F5'),
      press('+', 'Equal', ['Shift']),
    ];
    for (const event of events) {
      const key = keyOfEvent(event, 'linux');
      expect(key).toBeDefined();
      expect(createCommandLookup(new Map([['undo', [key!]]]))(event)).toBe('undo');
    }
  });

  it('waits for more than a modifier', () => {
    expect(keyOfEvent(press('Shift', 'ShiftLeft', ['Shift']), 'linux')).toBeUndefined();
  });
});

describe('formatKey', () => {
  it('writes keys as the platform does', () => {
    expect(formatKey('$mod+Shift+z', 'linux')).toBe('Ctrl+Shift+Z');
    expect(formatKey('$mod+Shift+z', 'darwin')).toBe('⇧⌘Z');
    expect(formatKey('$mod++', 'win32')).toBe('Ctrl++');
    expect(formatKey('Shift+Digit3', 'linux')).toBe('Shift+3');
    expect(formatKey('ArrowLeft', 'linux')).toBe('←');
  });
});

describe('commandsWithKey', () => {
  it('tells who has a key, however it is written', () => {
    const keys = effectiveKeys({});
    expect(commandsWithKey(keys, 'Shift+$mod+Z')).toEqual(['redo']);
    expect(commandsWithKey(keys, 'Shift+$mod+Z', 'redo')).toEqual([]);
  });
});

describe('keysLeft', () => {
  it('takes keys from whoever has them, however they are written, and from nobody else', () => {
    const keys = effectiveKeys({ toolEraser: ['z', 'B'], toolFill: ['b'] });
    expect(keysLeft(keys, ['b'], 'toolBrush')).toEqual({ toolEraser: ['z'], toolFill: [] });
    expect(keysLeft(keys, ['b'], 'toolFill')).toEqual({ toolBrush: [], toolEraser: ['z'] });
    expect(keysLeft(keys, ['Shift+F9'], 'toolBrush')).toEqual({});
  });
});
