import type { CommandId } from '../../shared/commands.ts';

const textTypes = new Set(['text', 'search', 'number', 'email', 'url', 'password', '']);

/** The field in focus that text is written into, if there is one. */
function focusedField(element: Element | null): HTMLInputElement | HTMLTextAreaElement | undefined {
  if (element instanceof HTMLTextAreaElement) return element;
  if (element instanceof HTMLInputElement && textTypes.has(element.type)) return element;
  return undefined;
}

/** Whether a press belongs to the field that it was made in: all but those with Ctrl that no field knows. */
export function isForTextField(event: KeyboardEvent): boolean {
  if (!focusedField(event.target as Element | null)) return false;
  const hasModifier = event.ctrlKey || event.metaKey;
  if (!hasModifier) return !/^F\d+$/.test(event.key);
  return /^[acvxyz]$/i.test(event.key) || /^(Arrow|Backspace|Delete|Home|End)/.test(event.key);
}

/** Has the field in focus hand over what was written so far; it stays in focus. */
export function commitField(): void {
  const field = focusedField(document.activeElement);
  field?.blur();
  field?.focus();
}

/** Does to the text field in focus what a command of the native menu asks. True if there is one that took it. */
export function textFieldCommand(id: CommandId): boolean {
  const field = focusedField(document.activeElement);
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
