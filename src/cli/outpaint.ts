import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import { extendPicture } from '../shared/extend-picture.ts';
import { checkAsked, checkSize } from './check-asked.ts';
import type { CommandContext } from './command-context.ts';
import { describeEdit } from './describe-edit.ts';
import { openLayout } from './open-layout.ts';
import { openPicture } from './open-picture.ts';
import { preparePainting } from './painting-task.ts';
import type { Margin } from './parse-options.ts';
import type { PreparedTask } from './prepared-task.ts';
import type { OutpaintOptions } from './task-options.ts';

/** Pictures that go on beyond the edges of another. */
export async function prepareOutpaint(
  pictureFile: string,
  options: OutpaintOptions,
  context: CommandContext,
): Promise<PreparedTask> {
  checkAsked(options);
  const picture = await openPicture(pictureFile, context);
  const margins = {
    left: pixelsOf(options.left, picture.width),
    top: pixelsOf(options.top, picture.height),
    right: pixelsOf(options.right, picture.width),
    bottom: pixelsOf(options.bottom, picture.height),
  };
  if (Object.values(margins).every((margin) => margin === 0)) {
    throw new UmberError('REQUEST_INVALID', sentence`Nothing is to be added at any side.`, {
      advice: sentence`Say how much with --left, --right, --top or --bottom: in pixels, or as a share such as 25%.`,
    });
  }
  const opened =
    options.layout === undefined ? undefined : await openLayout(options.layout, options, context);
  const width = margins.left + picture.width + margins.right;
  const height = margins.top + picture.height + margins.bottom;
  checkSize({ width, height });
  // A layout of the size of the result is one of all of it; any other belongs to the picture, and goes on at its edges.
  const isOfAll = opened?.layout.width === width && opened.layout.height === height;
  const { feather, context: looked } = options;
  const ofPicture = isOfAll ? undefined : opened?.layout;
  const { source, coverage, layout } = extendPicture(picture, margins, feather, ofPicture);
  const shown = isOfAll ? opened.layout : layout;
  context.output.note(`Painting ${width}×${height} around ${picture.width}×${picture.height}.`, {
    width,
    height,
  });
  return preparePainting({
    options,
    details: { ...opened?.details },
    parts: () => ({
      width,
      height,
      conditions: {
        source: { ...source, strength: 1 },
        mask: { width, height, coverage, feather, context: looked, isBeyond: true },
        ...(shown && { layout: shown }),
      },
    }),
    describe: describeEdit,
  });
}

function pixelsOf(margin: Margin | undefined, side: number): number {
  if (margin === undefined) return 0;
  return 'pixels' in margin ? margin.pixels : Math.round(margin.share * side);
}
