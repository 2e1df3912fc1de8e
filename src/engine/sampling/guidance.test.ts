import { expect, test } from 'vitest';
import type { GuidancePass } from './guidance.ts';
import { combinePasses, noiseFraction, planGuidance } from './guidance.ts';

const all = ['text', 'class', 'layout'] as const;
const shape = (passes: GuidancePass[]) => passes.map(({ present, weight }) => [present.join('+'), weight]);

test('one condition is plain classifier-free guidance', () => {
  expect(shape(planGuidance({ present: ['text'], strengths: { text: 7.5 } }))).toEqual([
    ['', -6.5],
    ['text', 7.5],
  ]);
});

test('strength 1 throughout needs one pass, and so does having no condition', () => {
  expect(shape(planGuidance({ present: all, strengths: { text: 1, class: 1, layout: 1 } }))).toEqual([
    ['layout+class+text', 1],
  ]);
  expect(shape(planGuidance({ present: [], strengths: { text: 5 } }))).toEqual([['', 1]]);
});

test('different strengths chain layout, class, text', () => {
  expect(shape(planGuidance({ present: all, strengths: { layout: 1.5, class: 2, text: 4 } }))).toEqual([
    ['', -0.5],
    ['layout', -0.5],
    ['layout+class', -2],
    ['layout+class+text', 4],
  ]);
});

test('neighbours of equal strength share their passes', () => {
  expect(shape(planGuidance({ present: all, strengths: { layout: 2, class: 2, text: 4 } }))).toEqual([
    ['', -1],
    ['layout+class', -2],
    ['layout+class+text', 4],
  ]);
  expect(shape(planGuidance({ present: all, strengths: { layout: 1, class: 1, text: 3 } }))).toEqual([
    ['layout+class', -2],
    ['layout+class+text', 3],
  ]);
});

test('strength 0 leaves the condition out', () => {
  expect(shape(planGuidance({ present: ['text', 'layout'], strengths: { layout: 1, text: 0 } }))).toEqual([
    ['layout', 1],
  ]);
  expect(shape(planGuidance({ present: ['text'], strengths: { text: 0 } }))).toEqual([['', 1]]);
});

test('weights sum to 1 and give the formula', () => {
  const strengths = { layout: 1.7, class: 0.4, text: 3.1 };
  const passes = planGuidance({ present: all, strengths });
  const answers: Record<string, number> = { '': 2, layout: 5, 'layout+class': 11, 'layout+class+text': 23 };
  const batch = Float32Array.from(passes, ({ present }) => answers[present.join('+')]!);
  const expected = 2 + 1.7 * (5 - 2) + 0.4 * (11 - 5) + 3.1 * (23 - 11);
  expect(passes.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
  expect(combinePasses(batch, passes, new Float32Array(1))[0]).toBeCloseTo(expected, 4);
});

test('outside the interval one conditional pass runs', () => {
  const options = { present: all, strengths: { text: 5 }, interval: [0.2, 0.8] } as const;
  expect(planGuidance(options, 0.9)).toHaveLength(1);
  expect(planGuidance(options, 0.1)).toEqual([{ present: ['layout', 'class', 'text'], weight: 1 }]);
  expect(planGuidance(options, 0.8)).toHaveLength(2);
});

test('the noise fraction is the share of training steps', () => {
  expect(noiseFraction({ alpha: 0.75, sigma: 0.25, timestep: 250 }, 1000)).toBe(0.25);
});

test('a batch is combined row by row', () => {
  const passes: GuidancePass[] = [
    { present: [], weight: -1 },
    { present: ['text'], weight: 2 },
  ];
  const out = new Float32Array(2).fill(9);
  expect([...combinePasses(Float32Array.of(1, 2, 10, 20), passes, out)]).toEqual([19, 38]);
});
