import { resizeRgb } from '../engine/index.ts';
import { stepsToRun } from '../shared/steps-to-run.ts';
import { checkAsked, checkSize, checkStrength } from './check-asked.ts';
import type { CommandContext } from './command-context.ts';
import { counted } from './counted.ts';
import { openLayout } from './open-layout.ts';
import { openPicture } from './open-picture.ts';
import { preparePainting } from './painting-task.ts';
import type { PreparedTask } from './prepared-task.ts';
import type { ImageToImageOptions } from './task-options.ts';

/** Pictures that begin from another picture, or from rough strokes of colour. */
export async function prepareImageToImage(
  pictureFile: string,
  options: ImageToImageOptions,
  context: CommandContext,
): Promise<PreparedTask> {
  const { strength } = options;
  checkStrength(strength);
  checkAsked(options);
  const picture = await openPicture(pictureFile, context);
  const opened =
    options.layout === undefined ? undefined : await openLayout(options.layout, options, context);
  const size = options.size ?? { width: picture.width, height: picture.height };
  checkSize(size);
  const rgb = await resizeRgb(picture.rgb, picture, size);
  return preparePainting({
    options,
    details: { ...opened?.details },
    parts({ defaults }, { output }) {
      const asked = options.steps ?? defaults.steps;
      const steps = stepsToRun(asked, strength);
      output.note(`Strength ${strength}: ${steps} of ${counted(asked, 'step')} will run.`, { steps });
      return {
        ...size,
        wrap: options.wrap,
        conditions: { source: { ...size, rgb, strength }, ...(opened && { layout: opened.layout }) },
      };
    },
  });
}
