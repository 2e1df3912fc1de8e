import type { Recipe } from '../../shared/recipe.ts';
import type { GalleryItem } from '../../shared/routes/gallery-routes.ts';
import { modeOfRequest } from './mode-request.ts';
import type { Studio } from './studio.svelte.ts';

/** One line of a picture's details; its label is `gallery.facts.<name>`. */
export interface PictureFact {
  readonly name: string;
  readonly value: string;
}

type Words = Pick<Studio, 'language' | 'packs' | 'names'>;

/** What there is to say of a picture, in the order in which it is asked for. Without a recipe there is less. */
export function pictureFacts(studio: Words, item: GalleryItem, recipe: Recipe | undefined): PictureFact[] {
  const { language, packs } = studio;
  const { t } = language;
  const named = (key: string, name: string): string =>
    language.has(`${key}.${name}`) ? t(`${key}.${name}`) : name;
  const facts: PictureFact[] = [
    { name: 'size', value: `${item.width} × ${item.height}` },
    { name: 'seed', value: String(item.seed) },
    { name: 'pack', value: packs.find(({ name }) => name === item.pack)?.title ?? item.pack },
  ];
  if (!recipe) return facts;
  const { request, provider, precision, umberVersion } = recipe;
  const { conditions } = request;
  facts.push(
    { name: 'steps', value: language.number(request.steps) },
    { name: 'sampler', value: named('samplers', request.sampler) },
  );
  const guided = (['text', 'class', 'layout'] as const).filter((kind) => conditions[kind]);
  if (guided.length > 0) {
    const values = guided.map(
      (kind) => `${t(`generate.guidances.${kind}`)} ${language.number(request.guidance[kind])}`,
    );
    facts.push({ name: 'guidance', value: values.join(' · ') });
  }
  if (conditions.class) facts.push({ name: 'scene', value: studio.names.sceneName(conditions.class.scene) });
  facts.push(
    { name: 'mode', value: modeFact(studio, request) },
    { name: 'provider', value: `${named('providers', provider)}, ${precision}` },
    { name: 'version', value: `Umber ${umberVersion}` },
  );
  return facts;
}

/** What was done, and how much of the picture before it was given up. */
function modeFact({ language }: Words, request: Recipe['request']): string {
  const { source } = request.conditions;
  const name = language.t(`generate.modes.${modeOfRequest(request)}`);
  return source ? `${name}, ${language.percent(source.strength)}` : name;
}
