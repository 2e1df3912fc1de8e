import type { Document } from '../../document/index.ts';
import { commands, labelKey, type CommandId } from '../../shared/commands.ts';
import type { LayerKind } from '../../shared/document-format.ts';
import { palette } from '../../shared/palette.ts';
import type { SearchEntry } from './command-search.ts';
import type { Studio } from './studio.svelte.ts';

/** A command as lists show it and find it. */
export interface CommandEntry extends SearchEntry {
  readonly id: CommandId;
}

/** Entries of the commands, but for those of classes that the palette does not have. */
export function commandEntries(studio: Pick<Studio, 'language' | 'names'>): CommandEntry[] {
  const { t } = studio.language;
  return [...commands]
    .filter(([, { number }]) => number === undefined || palette[number] !== undefined)
    .map(([id, { menu }]) => ({
      id,
      label: commandLabel(studio, id),
      also: menu ? t(`menus.${menu}`) : '',
    }));
}

/** What a command is called; one that chooses a class says which. */
export function commandLabel(studio: Pick<Studio, 'language' | 'names'>, id: CommandId): string {
  const number = commands.get(id)?.number;
  const text = studio.language.t(`commands.${labelKey(id)}`, { number: number ?? 0 });
  return number === undefined || !palette[number] ? text : `${text}: ${studio.names.className(number)}`;
}

/** What a step of the history is called; a label that is in no language file stands as it is. */
export function stepLabel(language: Pick<Studio['language'], 'has' | 't'>, label: string): string {
  const key = `steps.${label}`;
  return language.has(key) ? language.t(key) : label;
}

/** What a new layer is called: its kind, and how many there are of it. */
export function newLayerName(
  { t }: Pick<Studio['language'], 't'>,
  { layers }: Pick<Document, 'layers'>,
  kind: LayerKind,
): string {
  return t(`layers.newName.${kind}`, { number: layers.filter((layer) => layer.kind === kind).length + 1 });
}

/** What the copy of a layer is called; one of a copy is a copy. */
export function copyName({ t }: Pick<Studio['language'], 't'>, name: string): string {
  const ending = t('layers.copyName', { name: '' });
  return name.endsWith(ending) ? name : t('layers.copyName', { name }).slice(0, 200);
}
