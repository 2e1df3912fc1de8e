import { sentence } from '../../shared/sentence.ts';
import { agreeWithDamaged, type DamagedPicture } from '../pictures/agree-with-damaged.ts';
import { estimateDamage } from '../pictures/estimate-damage.ts';
import { resizeRgb } from '../pictures/resize-pixels.ts';
import { blurAtLevel, blurOfEnlarging, damageLevel } from '../../shared/damage-level.ts';
import type { Painter } from './painter.ts';
import { paintWhole } from './paint-whole.ts';

/**
 * Paints a picture that is too small, blurred or noisy anew, as RGB, enlarged where it is smaller than what is asked for.
 *
 * The network sees it enlarged and is told how little of it is left. What the painting says otherwise than the damaged
 * picture is put right afterwards, so colours do not drift and only what the damage took is invented. A pack that
 * was not taught this begins from the enlarged picture instead, at a strength.
 */
export async function paintRestored(painter: Painter): Promise<Uint8Array> {
  const { request } = painter;
  const { degraded } = request.conditions;
  if (!degraded) throw new RangeError('nothing to restore');
  const size = { width: request.width, height: request.height };
  const isTaught = painter.loaded.pack.manifest.conditions.degraded !== undefined;
  const painted = await paintWhole(isTaught ? painter : await beginFrom(painter, degraded));
  const damaged = await describeDamaged(degraded, size);
  return agreeWithDamaged(painted, size, damaged, request.wrap, () => painter.letOthersIn());
}

/** How far from the enlarged picture a pack goes that was not taught what is wrong with it, at most. */
const MOST_STRENGTH = 0.6;
const LEAST_STRENGTH = 0.1;

async function beginFrom(
  painter: Painter,
  degraded: NonNullable<Painter['request']['conditions']['degraded']>,
): Promise<Painter> {
  const { request } = painter;
  const size = { width: request.width, height: request.height };
  const strength = Math.max(LEAST_STRENGTH, MOST_STRENGTH * degraded.degradation);
  painter.warnings.push({
    code: 'DEGRADED_BY_STRENGTH',
    message: sentence`The pack was not taught to restore: it paints over the enlarged picture with a strength of ${strength.toFixed(2)}.`,
  });
  const source = { ...size, rgb: await resizeRgb(degraded.rgb, degraded, size), strength };
  const conditions = { ...request.conditions, degraded: undefined, source };
  return { ...painter, request: { ...request, conditions } };
}

/** The damaged picture, no larger than what is painted of it, and what is wrong with it by level and look. */
async function describeDamaged(
  degraded: NonNullable<Painter['request']['conditions']['degraded']>,
  size: { readonly width: number; readonly height: number },
): Promise<DamagedPicture> {
  const width = Math.min(degraded.width, size.width);
  const height = Math.min(degraded.height, size.height);
  const rgb = await resizeRgb(degraded.rgb, degraded, { width, height });
  const factor = Math.max(size.width / width, size.height / height);
  const enlarging = blurOfEnlarging(factor);
  const level = degraded.degradation;
  // Fine texture looks like noise: no more of it counts than the level has room for.
  const room = (level - damageLevel(enlarging, 0)) / 2;
  const found = Math.min(estimateDamage(rgb, { width, height }).noise, room);
  const noise = found > LEAST_NOISE ? found : 0;
  // What the level says beyond noise and enlarging is a blur that the picture had before.
  const blur = Math.max(0, blurAtLevel(level, noise) - enlarging) / factor;
  return { rgb, width, height, noise, blur };
}

/** Less than this is what rounding to bytes, or a fine grain, leaves in any picture. */
const LEAST_NOISE = 0.006;
