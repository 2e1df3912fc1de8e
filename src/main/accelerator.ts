const modifiers: Readonly<Record<string, string>> = {
  $mod: 'CmdOrCtrl',
  Control: 'Ctrl',
  Meta: 'Super',
  Alt: 'Alt',
  Shift: 'Shift',
};

const namedKeys: Readonly<Record<string, string>> = {
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  BracketLeft: '[',
  BracketRight: ']',
  Backspace: 'Backspace',
  Delete: 'Delete',
  Enter: 'Enter',
  Escape: 'Escape',
  Tab: 'Tab',
  Space: 'Space',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  Home: 'Home',
  End: 'End',
  '+': 'Plus',
};

/**
 * Keys as tinykeys writes them, in the words of a native menu: `$mod+Shift+z` -> `CmdOrCtrl+Shift+Z`. `undefined` for
 * what no menu can show, such as keys one after the other.
 */
export function acceleratorOf(keys: string): string | undefined {
  const parts = /^(.*\+)?(.+)$/.exec(keys.endsWith('++') ? `${keys.slice(0, -1)}Plus` : keys);
  if (!parts || keys.includes(' ')) return undefined;
  const before = (parts[1] ?? '').split('+').filter((part) => part !== '');
  const pressed = before.map((part) => modifiers[part]);
  const key = keyOf(parts[2]!);
  if (key === undefined || pressed.includes(undefined)) return undefined;
  return [...pressed, key].join('+');
}

function keyOf(name: string): string | undefined {
  if (name === 'Plus') return name;
  if (Object.hasOwn(namedKeys, name)) return namedKeys[name];
  if (/^F([1-9]|1\d|2[0-4])$/.test(name)) return name;
  const code = /^(?:Key([A-Z])|Digit(\d))$/.exec(name);
  if (code) return code[1] ?? code[2];
  return /^[\x21-\x7e]$/.test(name) ? name.toUpperCase() : undefined;
}
