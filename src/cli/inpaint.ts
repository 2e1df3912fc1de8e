import { readMask } from '../engine/index.ts';
import { checkAsked, checkStrength } from './check-asked.ts';
import type { CommandContext } from './command-context.ts';
import { counted } from './counted.ts';
import { describeEdit } from './describe-edit.ts';
import { namingFile } from './naming-file.ts';
import { openLayout } from './open-layout.ts';
import { openPicture } from './open-picture.ts';
import { preparePainting } from './painting-task.ts';
import type { PreparedTask } from './prepared-task.ts';
import { readInputFile } from './read-input-file.ts';
import type { InpaintOptions } from './task-options.ts';
import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';

/** Pictures of which what a mask covers is painted anew. */
export async function prepareInpaint(
  pictureFile: string,
  options: InpaintOptions,
  context: CommandContext,
): Promise<PreparedTask> {
  checkStrength(options.strength);
  checkAsked(options);
  const { width, height, rgb } = await openPicture(pictureFile, context);
  const coverage = await openMask(options, { width, height });
  const covered = coverage.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
  context.output.note(
    `The mask covers ${counted(covered, 'pixel')} of ${width * height}${covered === width * height ? ': all is painted anew' : ''}.`,
    { covered },
  );
  const opened =
    options.layout === undefined ? undefined : await openLayout(options.layout, options, context);
  const { strength, feather, context: looked } = options;
  return preparePainting({
    options,
    details: { ...opened?.details },
    parts: () => ({
      width,
      height,
      wrap: options.wrap,
      conditions: {
        source: { width, height, rgb, strength },
        mask: { width, height, coverage, feather, context: looked },
        ...(opened && { layout: opened.layout }),
      },
    }),
    describe: describeEdit,
  });
}

async function openMask(
  { mask: file, invert = false }: InpaintOptions,
  picture: { width: number; height: number },
): Promise<Uint8Array> {
  const bytes = await readInputFile(file);
  const { width, height, coverage } = namingFile(file, () => readMask(bytes));
  if (width !== picture.width || height !== picture.height) {
    throw new UmberError(
      'REQUEST_INVALID',
      sentence`The mask “${file}” is ${width}×${height} pixels, and the picture is ${picture.width}×${picture.height}.`,
      { advice: sentence`Paint the mask over the picture itself, and save it at the same size.` },
    );
  }
  const wanted = invert ? coverage.map((value) => 255 - value) : coverage;
  if (wanted.some((value) => value > 0)) return wanted;
  throw new UmberError('REQUEST_INVALID', sentence`The mask “${file}” covers nothing.`, {
    advice: invert
      ? sentence`All of it is covered without --invert: leave that away.`
      : sentence`White, or what is drawn where the rest is transparent, is painted anew; --invert means the opposite.`,
  });
}
