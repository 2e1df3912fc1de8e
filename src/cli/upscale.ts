import { blurOfEnlarging, damageLevel } from '../shared/damage-level.ts';
import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import { MAX_ENLARGEMENT } from '../shared/generation-request.ts';
import { checkAsked, checkSize } from './check-asked.ts';
import type { CommandContext } from './command-context.ts';
import { openPicture } from './open-picture.ts';
import { preparePainting } from './painting-task.ts';
import type { PreparedTask } from './prepared-task.ts';
import type { UpscaleOptions } from './task-options.ts';

/** Beyond it the model has more to make up than it was taught. */
const LEARNED_SCALE = 4;

/** Larger pictures, with the detail that is lost in merely enlarging them. */
export async function prepareUpscale(
  pictureFile: string,
  options: UpscaleOptions,
  context: CommandContext,
): Promise<PreparedTask> {
  checkAsked(options);
  checkScale(options);
  const picture = await openPicture(pictureFile, context);
  const { scale = 2 } = options;
  const { width, height } = options.size ?? {
    width: Math.round(picture.width * scale),
    height: Math.round(picture.height * scale),
  };
  checkSize({ width, height });
  const factor = Math.max(width / picture.width, height / picture.height);
  if (factor <= 1) {
    throw new UmberError(
      'REQUEST_INVALID',
      sentence`${width}×${height} pixels are no more than the ${picture.width}×${picture.height} of the picture.`,
      { advice: sentence`Ask for a larger size; to mend a picture at its own size: umber restore.` },
    );
  }
  context.output.note(`Enlarging ${picture.width}×${picture.height} to ${width}×${height}.`, {
    width,
    height,
  });
  if (factor > LEARNED_SCALE) {
    context.output.note(
      `The model was taught to enlarge up to ${LEARNED_SCALE} times; beyond, it makes up ever more.`,
    );
  }
  const degradation = damageLevel(blurOfEnlarging(factor), 0);
  return preparePainting({
    options,
    details: {},
    parts: () => ({
      width,
      height,
      wrap: options.wrap,
      conditions: { degraded: { ...picture, degradation } },
    }),
  });
}

function checkScale({ scale, size }: UpscaleOptions): void {
  if (scale !== undefined && size !== undefined) {
    throw new UmberError(
      'REQUEST_INVALID',
      sentence`The options --scale and --size say the same thing twice.`,
      {
        advice: sentence`Give one of them.`,
      },
    );
  }
  if (scale === undefined || (scale > 1 && scale <= MAX_ENLARGEMENT)) return;
  throw new UmberError('REQUEST_INVALID', sentence`A picture cannot be enlarged ${scale} times.`, {
    advice: sentence`Scales lie above 1 and at most at ${MAX_ENLARGEMENT}; 2 and 4 are what the model was taught.`,
  });
}
