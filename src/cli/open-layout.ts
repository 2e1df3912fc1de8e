import { isUmberError } from '../shared/errors.ts';
import { readLayout, readRecipe } from '../engine/index.ts';
import type { Layout, LayoutReport, ReadLayoutOptions } from '../engine/index.ts';
import type { CommandContext } from './command-context.ts';
import { describeLayout, listed } from './describe-layout.ts';
import { namingFile } from './naming-file.ts';
import { readInputFile } from './read-input-file.ts';
import { summariseLayout } from '../engine/index.ts';

/** A layout that the user named, and what scripts are told of it. */
export interface OpenedLayout {
  readonly layout: Layout;
  readonly details: { readonly layout: { readonly file: string } & Partial<LayoutReport> };
}

/**
 * Reads a layout and says how it was understood. A picture that carries its layout stands for that.
 *
 * @throws UmberError those of `readInputFile` and of `readLayout`
 */
export async function openLayout(
  file: string,
  options: ReadLayoutOptions,
  { output }: CommandContext,
): Promise<OpenedLayout> {
  const bytes = await readInputFile(file);
  const carried = namingFile(file, () => carriedLayout(bytes));
  if (carried) {
    const classes = listed(summariseLayout(carried), carried.classIds.length);
    output.note(`“${file}” carries the layout that it was painted from: ${classes}.`);
    return { layout: carried, details: { layout: { file } } };
  }
  const { layout, report } = namingFile(file, () => readLayout(bytes, options));
  for (const line of describeLayout(report, options)) output.note(line);
  return { layout, details: { layout: { file, ...report } } };
}

/** The layout inside a picture of ours; undefined for every other file. */
function carriedLayout(bytes: Uint8Array): Layout | undefined {
  try {
    return readRecipe(bytes, ['layout']).layout;
  } catch (error) {
    // Anything else is said by whoever reads the file as a layout.
    if (isUmberError(error, 'RECIPE_INVALID')) throw error;
    return undefined;
  }
}
