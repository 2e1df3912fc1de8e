import { matchKeybindingPress, parseKeybinding } from 'tinykeys';
import { commands, type CommandId } from '../../shared/commands.ts';

export type Platform = 'linux' | 'darwin' | 'win32';

/** A browser opens and closes its windows and tabs by these, whatever a page does. */
const browserKeys = new Set(['n', 't', 'w'].flatMap((letter) => [`$mod+${letter}`, `$mod+Shift+${letter}`]));

/**
 * Keys of every command, the artist's own in place of the usual ones, the one to be shown first.
 *
 * @param isInBrowser  what the browser has for itself comes last
 */
export function effectiveKeys(
  own: Readonly<Record<string, readonly string[]>>,
  isInBrowser = false,
): ReadonlyMap<CommandId, readonly string[]> {
  const keysOf = (id: CommandId, usual: readonly string[] = []) => {
    const keys = distinctKeys(own[id] ?? usual);
    const isKept = (key: string) => isInBrowser && browserKeys.has(normalisedKey(key));
    return [...keys.filter((key) => !isKept(key)), ...keys.filter(isKept)];
  };
  return new Map([...commands].map(([id, { keys }]) => [id, keysOf(id, keys)]));
}

/** The keys, each once however it is written. */
export function distinctKeys(keys: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return keys.filter((key) => {
    const normalised = normalisedKey(key);
    if (seen.has(normalised)) return false;
    seen.add(normalised);
    return true;
  });
}

/** Commands that have the key already, but for the one named. */
export function commandsWithKey(
  keys: ReadonlyMap<CommandId, readonly string[]>,
  key: string,
  except?: CommandId,
): CommandId[] {
  const wanted = normalisedKey(key);
  return [...keys]
    .filter(([id, own]) => id !== except && own.some((other) => normalisedKey(other) === wanted))
    .map(([id]) => id);
}

/** What other commands keep once one has these keys, of those that lose any. */
export function keysLeft(
  keys: ReadonlyMap<CommandId, readonly string[]>,
  taken: readonly string[],
  by: CommandId,
): Record<string, string[]> {
  const lost = new Set(taken.map(normalisedKey));
  const left = [...keys].flatMap(([id, own]) => {
    const kept = own.filter((key) => !lost.has(normalisedKey(key)));
    return id === by || kept.length === own.length ? [] : [[id, kept] as const];
  });
  return Object.fromEntries(left);
}

/** The key with its modifiers in one order and its letter in one case, for comparing. */
function normalisedKey(key: string): string {
  const { modifiers, name } = splitKey(key);
  return [...modifiers.sort(), name.length === 1 ? name.toLowerCase() : name].join('+');
}

const keyNames: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Backspace: '⌫',
  Delete: 'Del',
  Enter: '↵',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
  BracketLeft: '[',
  BracketRight: ']',
  ' ': 'Space',
};

/** The key as people know it: `Ctrl+Shift+Z`, or `⇧⌘Z` on a Mac. */
export function formatKey(key: string, platform: Platform): string {
  const { modifiers, name } = splitKey(key);
  const shown = keyNames[name] ?? name.replace(/^(Digit|Key)/, '');
  const last = shown.length === 1 ? shown.toUpperCase() : shown;
  if (platform === 'darwin') {
    const signs: Record<string, string> = { Control: '⌃', Alt: '⌥', Shift: '⇧', Meta: '⌘', $mod: '⌘' };
    const order = ['Control', 'Alt', 'Shift', 'Meta', '$mod'];
    return `${modifiers
      .sort((a, b) => order.indexOf(a) - order.indexOf(b))
      .map((modifier) => signs[modifier] ?? modifier)
      .join('')}${last}`;
  }
  const words: Record<string, string> = { $mod: 'Ctrl', Control: 'Ctrl', Meta: 'Meta' };
  const order = ['$mod', 'Control', 'Alt', 'Shift', 'Meta'];
  return [
    ...modifiers
      .sort((a, b) => order.indexOf(a) - order.indexOf(b))
      .map((modifier) => words[modifier] ?? modifier),
    last,
  ].join('+');
}

const modifierKeys = new Set([
  'Control',
  'Shift',
  'Alt',
  'Meta',
  'AltGraph',
  'CapsLock',
  'Dead',
  'Unidentified',
]);

/** What a press is called in the list of keys, or `undefined` for one that names no key. */
export function keyOfEvent(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>,
  platform: Platform,
): string | undefined {
  if (modifierKeys.has(event.key)) return undefined;
  const isDigit = /^Digit\d$/.test(event.code);
  const isNamed = isDigit || event.key === ' ';
  const name = isNamed ? event.code : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // A sign such as ? already says that Shift is down; letters and named keys do not.
  const isShiftTold = event.key.length === 1 && !/\p{L}/u.test(event.key) && !isNamed;
  const isMod = platform === 'darwin' ? event.metaKey : event.ctrlKey;
  const isOtherMod = platform === 'darwin' ? event.ctrlKey : event.metaKey;
  return [
    ...(isMod ? ['$mod'] : []),
    ...(isOtherMod ? [platform === 'darwin' ? 'Control' : 'Meta'] : []),
    ...(event.altKey ? ['Alt'] : []),
    ...(event.shiftKey && !isShiftTold ? ['Shift'] : []),
    name,
  ].join('+');
}

/** Finds the command of a press; with modifiers exactly as written. */
export function createCommandLookup(
  keys: ReadonlyMap<CommandId, readonly string[]>,
): (event: KeyboardEvent) => CommandId | undefined {
  const presses = [...keys].flatMap(([id, own]) =>
    own.flatMap((key) => parseKeybinding(writtenForTinykeys(key)).map((press) => ({ id, press }))),
  );
  return (event) => presses.find(({ press }) => matchKeybindingPress(event, press))?.id;
}

/** A sign that needs Shift on some keyboards and none on others matches both ways. */
function writtenForTinykeys(key: string): string {
  const { modifiers, name } = splitKey(key);
  const isSign = /^[^\p{L}\d\s]$/u.test(name);
  return isSign && !modifiers.includes('Shift') ? [...modifiers, '[Shift]', name].join('+') : key;
}

function splitKey(key: string): { modifiers: string[]; name: string } {
  if (key === '+') return { modifiers: [], name: '+' };
  if (key.endsWith('++')) return { modifiers: key.slice(0, -2).split('+'), name: '+' };
  const modifiers = key.split('+');
  const name = modifiers.pop() ?? '';
  return { modifiers, name };
}
