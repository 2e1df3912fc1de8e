import { firstLayerName } from '../../document/index.ts';
import type { Layer } from '../../shared/document-format.ts';
import { classNamed, palette } from '../../shared/palette.ts';
import type { Language } from '../languages/language.svelte.ts';

/** What classes, layers and scenes are called in the artist's language. */
export class Names {
  readonly #language: Pick<Language, 't' | 'has' | 'capitalised'>;

  constructor(language: Pick<Language, 't' | 'has' | 'capitalised'>) {
    this.#language = language;
  }

  /** The palette's name of a class. */
  className(classId: number): string {
    const name = palette[classId]?.name ?? String(classId);
    return this.#named('classes', name);
  }

  /** The same as a label of its own. */
  classLabel(classId: number): string {
    return this.#language.capitalised(this.className(classId));
  }

  /** A layer's name; the first layer, and one named after a class of the palette, is called so in the artist's language. */
  layerName({ name, kind }: Pick<Layer, 'name' | 'kind'>): string {
    if (kind !== 'semantic') return name;
    if (name === firstLayerName) return this.#language.t('layers.kinds.semantic');
    const named = classNamed(name);
    return named ? this.classLabel(named.id) : name;
  }

  /** Of a pack's scene. */
  sceneName(name: string): string {
    return this.#named('scenes', name);
  }

  #named(kind: 'classes' | 'scenes', name: string): string {
    const key = `${kind}.${name}`;
    return this.#language.has(key) ? this.#language.t(key) : name;
  }
}
