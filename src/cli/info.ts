import { hashPixels, readPicture, readRecipe, summariseLayout } from '../engine/index.ts';
import type { EmbeddedRecipe } from '../engine/index.ts';
import type { CommandContext } from './command-context.ts';
import { counted } from './counted.ts';
import { describeConditions } from './describe-conditions.ts';
import { listed } from './describe-layout.ts';
import { namingFile } from './naming-file.ts';
import { readInputFile } from './read-input-file.ts';

/** Shows the recipe inside a picture, and whether the pixels are still the ones that it names. */
export async function info(file: string, { output }: CommandContext): Promise<void> {
  const bytes = await readInputFile(file);
  const embedded = namingFile(file, () => readRecipe(bytes, ['layout']));
  const isUnchanged =
    hashPixels(namingFile(file, () => readPicture(bytes)).rgb) === embedded.recipe.pictureHash;
  const layout = embedded.layout && summariseLayout(embedded.layout);
  output.result({ command: 'info', file, recipe: embedded.recipe, layout, isUnchanged });
  output.print(describe(file, embedded, isUnchanged));
}

function describe(file: string, { recipe, layout }: EmbeddedRecipe, isUnchanged: boolean): string {
  const { request, pack } = recipe;
  const { text, class: scene } = request.conditions;
  const { guidance, guidanceInterval } = request;
  const interval = guidanceInterval
    ? `, from ${guidanceInterval[0]} to ${guidanceInterval[1]} of the noise`
    : '';
  const rows: [string, string | undefined][] = [
    ['size', `${request.width}×${request.height}`],
    ['prompt', text?.prompt],
    ['negative', text?.negativePrompt],
    ['class', scene?.scene],
    [
      'layout',
      layout &&
        `${layout.width}×${layout.height}: ${listed(summariseLayout(layout), layout.classIds.length)}`,
    ],
    ...describeConditions(recipe),
    ['seed', String(request.seed)],
    ['sampler', `${request.sampler}, ${counted(request.steps, 'step')}`],
    ['guidance', `text ${guidance.text}, class ${guidance.class}, layout ${guidance.layout}${interval}`],
    ['pack', `${pack.name} (${pack.hash})`],
    [
      'computed',
      `${recipe.provider}, ${counted(recipe.threads, 'thread')}, ${recipe.precision}, ONNX Runtime ${recipe.runtimeVersion}`,
    ],
    ['by', `Umber ${recipe.umberVersion}`],
    ['pixels', isUnchanged ? 'as painted' : 'changed since they were painted'],
  ];
  const lines = rows.flatMap(([name, value]) => (value ? [`  ${name.padEnd(9)} ${value}`] : []));
  return [file, ...lines].join('\n');
}
