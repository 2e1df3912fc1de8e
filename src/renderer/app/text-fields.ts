import type { CommandId } from '../../shared/commands.ts';

const textTypes = new Set(['text', 'search', 'number', 'email', 'url', 'password', '']);

/** The element as a field that text is written into, if it is one. */
function textField(element: EventTarget | null): HTMLInputElement | HTMLTextAreaElement | undefined {
  if (element instanceof HTMLTextAreaElement) return element;
  if (element instanceof HTMLInputElement && textTypes.has(element.type)) return element;
  return undefined;
}

/** Whether text is written into this element. */
export function isTextField(element: EventTarget | null): boolean {
  return textField(element) !== undefined;
}

/** Whether a press belongs to the field that it was made in: all but those with Ctrl that no field knows. */
export function isForTextField(event: KeyboardEvent): boolean {
  if (!isTextField(event.target)) return false;
  const hasModifier = event.ctrlKey || event.metaKey;
  if (!hasModifier) return !/^F\d+$/.test(event.key);
  return /^[acvxyz]$/i.test(event.key) || /^(Arrow|Backspace|Delete|Home|End)/.test(event.key);
}

/** Has the field in focus hand over what was written so far; it stays in focus. */
export function commitField(): void {
  const field = textField(document.activeElement);
  field?.blur();
  field?.focus();
}

/** Does to the text field in focus what a command of the native menu asks. True if there is one that took it. */
export function textFieldCommand(id: CommandId): boolean {
  const field = textField(document.activeElement);
  if (!field) return false;
  if (id === 'selectAll') {
    field.select();
    return true;
  }
  if (id === 'undo' || id === 'redo') {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way to a field's own history
    document.execCommand(id);
    return true;
  }
  return false;
}
