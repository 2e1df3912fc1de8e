import { estimateDamage } from '../engine/index.ts';
import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import { checkAsked } from './check-asked.ts';
import type { CommandContext } from './command-context.ts';
import { openPicture } from './open-picture.ts';
import { preparePainting } from './painting-task.ts';
import type { PreparedTask } from './prepared-task.ts';
import type { RestoreOptions } from './task-options.ts';

/** A picture without its blur and noise, at its own size. */
export async function prepareRestore(
  pictureFile: string,
  options: RestoreOptions,
  context: CommandContext,
): Promise<PreparedTask> {
  const { strength } = options;
  checkAsked(options);
  checkDamage(strength);
  const picture = await openPicture(pictureFile, context);
  const { blur, noise, degradation: estimate } = estimateDamage(picture.rgb, picture);
  const level = Number(estimate.toFixed(3));
  context.output.note(
    `It seems blurred by ${blur.toFixed(1)} pixels, with noise of ${(100 * noise).toFixed(1)} %: damage ${level} of 1.` +
      (strength === 'auto' ? ' Choose with --strength.' : ` It is mended as damaged by ${strength}.`),
    { blur, noise, estimate, strength: strength === 'auto' ? estimate : strength },
  );
  const degradation = strength === 'auto' ? estimate : strength;
  const { width, height } = picture;
  return preparePainting({
    options,
    details: { damage: { blur, noise, estimate, used: degradation } },
    parts: () => ({
      width,
      height,
      wrap: options.wrap,
      conditions: { degraded: { ...picture, degradation } },
    }),
  });
}

function checkDamage(strength: number | 'auto'): void {
  if (strength === 'auto' || (strength >= 0 && strength <= 1)) return;
  throw new UmberError('REQUEST_INVALID', sentence`A picture cannot be damaged by ${strength}.`, {
    advice: sentence`Give 0, which is nearly nothing, to 1, which is nearly all, or "auto".`,
  });
}
