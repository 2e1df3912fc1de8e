import { expect, test } from 'vitest';
import { parseSchedule } from './schedule.ts';

test('a latent diffusion config gives the table of its betas', () => {
  const schedule = parseSchedule({
    _class_name: 'PNDMScheduler',
    _diffusers_version: '0.6.0',
    beta_start: 0.00085,
    beta_end: 0.012,
    beta_schedule: 'scaled_linear',
    trained_betas: null,
    set_alpha_to_one: false,
    skip_prk_steps: true,
    steps_offset: 1,
  });
  expect(schedule).toMatchObject({ kind: 'diffusion', stepsOffset: 1, endsAtOne: false, spacing: undefined });
  if (schedule.kind === 'diffusion')
    expect(schedule.alphasCumprod[999]).toBe(Math.fround(0.00466009508818388));
});

test('a missing key means what it means to the class that wrote the file', () => {
  const last = (name: string) => {
    const schedule = parseSchedule({ _class_name: name });
    return schedule.kind === 'diffusion' ? schedule.alphasCumprod[999]! : undefined;
  };
  expect(last('DDIMScheduler')).toBeCloseTo(4.04e-5, 6);
  expect(last('LCMScheduler')).toBeCloseTo(0.00466, 5);
  expect(parseSchedule({ _class_name: 'PNDMScheduler' })).toMatchObject({ endsAtOne: false });
});

test('a flow needs no more than its name', () => {
  expect(parseSchedule({ _class_name: 'FlowMatchEulerDiscreteScheduler', invert_sigmas: false })).toEqual({
    kind: 'flow',
    trainSteps: 1000,
    shift: 1,
    spacing: 'trailing',
  });
});

test.each([
  ['nothing', undefined],
  ['a list', []],
  ['an unknown scheduler', { _class_name: 'KarrasVeScheduler' }],
  ['a name from the prototype', { _class_name: 'constructor' }],
  ['betas out of range', { _class_name: 'DDIMScheduler', beta_end: 2 }],
  ['an unknown shape', { _class_name: 'DDIMScheduler', beta_schedule: 'sigmoid' }],
  [
    'shifting by picture size',
    { _class_name: 'FlowMatchEulerDiscreteScheduler', use_dynamic_shifting: true },
  ],
])('%s is refused', (_, config) => {
  expect(() => parseSchedule(config)).toThrow(expect.objectContaining({ code: 'PACK_MANIFEST_INVALID' }));
});
