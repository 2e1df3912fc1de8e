import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../tests/support/create-random.ts';
import { damageLevel } from '../../shared/damage-level.ts';
import { estimateDamage } from './estimate-damage.ts';
import { gaussianTaps, resampleAcross, resampleDown } from './resampling.ts';

const width = 192;
const height = 160;
const size = { width, height };

/** Hills of noise in front of a sky, a sun and a fence: flat parts, texture and sharp edges, as pictures have. */
function draw(): Float32Array {
  const random = createRandom(3);
  const rgb = new Float32Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const hill = 90 + 25 * Math.sin(x / 23) + 10 * Math.sin(x / 7);
      const isSun = Math.hypot(x - 140, y - 35) < 18;
      const isFence = y > 110 && x % 24 < 4;
      const grass = 20 * (random() - 0.5);
      const sky = isSun ? [250, 230, 150] : [90 + y / 2, 140 + y / 3, 220];
      const ground = isFence ? [120, 90, 60] : [60 + grass, 110 + grass, 40 + grass];
      rgb.set(y < hill ? sky : ground, 3 * (y * width + x));
    }
  }
  return rgb;
}

function damage(blur: number, noise: number): Uint8Array {
  const random = createRandom(8);
  let values = draw();
  if (blur > 0) {
    values = resampleAcross(values, height, gaussianTaps(width, blur));
    const rows = { from: [0, height], to: [0, height] } as const;
    values = resampleDown(values, { taps: gaussianTaps(height, blur), ...rows });
  }
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Uint8Array.from(values, (value) =>
    Math.max(0, Math.min(255, Math.round(value + 255 * noise * normal()))),
  );
}

describe('estimateDamage', () => {
  it('finds next to nothing in a sharp and clean picture', () => {
    const { blur, noise, degradation } = estimateDamage(damage(0, 0), size);
    expect(blur).toBeLessThan(0.3);
    expect(noise).toBeLessThan(0.004);
    expect(degradation).toBeLessThan(0.1);
  });

  it('finds noise within a tenth, more of it where there is more', () => {
    let last = 0;
    for (const noise of [0.01, 0.02, 0.04, 0.06, 0.08]) {
      const found = estimateDamage(damage(0, noise), size).noise;
      expect(Math.abs(found - noise)).toBeLessThan(0.1 * noise + 0.002);
      expect(found).toBeGreaterThan(last);
      last = found;
    }
  });

  it('finds blur within a third, more of it where there is more', () => {
    let last = 0;
    for (const blur of [1, 1.5, 2, 3, 4, 5]) {
      const found = estimateDamage(damage(blur, 0), size).blur;
      expect(Math.abs(found - blur)).toBeLessThan(blur / 3);
      expect(found).toBeGreaterThan(last);
      last = found;
    }
  });

  it('finds blur under noise, and makes one level of both', () => {
    const { blur, noise, degradation } = estimateDamage(damage(3, 0.04), size);
    expect(Math.abs(blur - 3)).toBeLessThan(1.2);
    expect(Math.abs(noise - 0.04)).toBeLessThan(0.006);
    expect(degradation).toBe(damageLevel(blur, noise));
  });

  it('says nothing of a picture that shows nothing, or has hardly any pixels', () => {
    const plain = new Uint8Array(3 * 64 * 64).fill(140);
    expect(estimateDamage(plain, { width: 64, height: 64 })).toEqual({ blur: 0, noise: 0, degradation: 0 });
    expect(estimateDamage(Uint8Array.of(1, 2, 3), { width: 1, height: 1 })).toEqual({
      ...{ blur: 0, noise: 0, degradation: 0 },
    });
  });

  it('looks at the middle of a picture that is very long', () => {
    const long = { width: 3000, height: 20 };
    const { degradation } = estimateDamage(new Uint8Array(3 * 3000 * 20).fill(9), long);
    expect(degradation).toBe(0);
  });
});
