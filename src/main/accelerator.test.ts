import { describe, expect, it } from 'vitest';
import { commands } from '../shared/commands.ts';
import { acceleratorOf } from './accelerator.ts';

describe('acceleratorOf', () => {
  it.each([
    ['$mod+z', 'CmdOrCtrl+Z'],
    ['$mod+Shift+Enter', 'CmdOrCtrl+Shift+Enter'],
    ['$mod++', 'CmdOrCtrl+Plus'],
    ['+', 'Plus'],
    ['$mod+-', 'CmdOrCtrl+-'],
    ['Shift+Digit1', 'Shift+1'],
    ['Alt+ArrowUp', 'Alt+Up'],
    ['KeyB', 'B'],
    ['b', 'B'],
    ['F11', 'F11'],
    ['?', '?'],
  ])('writes %s as %s', (keys, accelerator) => {
    expect(acceleratorOf(keys)).toBe(accelerator);
  });

  it.each(['g i', 'Hyper+a', 'F99', 'Unknown', '', 'constructor'])('shows nothing for “%s”', (keys) => {
    expect(acceleratorOf(keys)).toBeUndefined();
  });

  it('knows every usual key', () => {
    const usual = [...commands.values()].flatMap(({ keys = [] }) => keys);
    expect(usual.filter((keys) => acceleratorOf(keys) === undefined)).toEqual([]);
  });
});
