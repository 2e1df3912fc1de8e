import { describe, expect, it } from 'vitest';
import { createBatchedNetwork, type BatchedNetworkOptions } from './batched-network.ts';
import type { PackManifest } from '../shared/pack-manifest.ts';
import type { ModelSession, TensorValue } from './sessions/runtime.ts';

const manifest = {
  latent: { channels: 1, factor: 8, mean: [0], std: [1] },
  conditions: {
    text: { maxTokens: 1, width: 1, padId: 0, bosId: 1, eosId: 2 },
    class: { scenes: [{ id: 0, name: 'lake' }], nullId: 6 },
    layout: { classes: [{ id: 1, name: 'sky' }] },
  },
} as PackManifest;

/** A network of one cell: layout + 10 class + 100 text, where the null class counts as nothing. */
function recordingSession(timestepType = 'float32', timestepShape: (string | number)[] = ['batch']) {
  const runs: Record<string, TensorValue>[] = [];
  const session: ModelSession = {
    inputs: [{ name: 'timestep', type: timestepType, shape: timestepShape }],
    outputs: [{ name: 'out_sample', type: 'float32', shape: [] }],
    clock: { runs: 0, ms: 0 },
    run: (feeds, outputs) => {
      runs.push(
        Object.fromEntries(
          Object.entries(feeds).map(([name, value]) => [
            name,
            { ...value, data: value.data.slice() } as TensorValue,
          ]),
        ),
      );
      const out = outputs?.['out_sample']?.data as Float32Array;
      for (let row = 0; row < out.length; row++) {
        const scene = Number(feeds['class_labels']?.data[row]);
        out[row] =
          Number(feeds['layout']?.data[row]) +
          10 * (scene === 6 ? 0 : 1) +
          100 * Number(feeds['encoder_hidden_states']?.data[row]);
      }
      return Promise.resolve({ ...outputs });
    },
    release: () => Promise.resolve(),
  };
  return { session, runs };
}

function networkOf(
  session: ModelSession,
  guidance: BatchedNetworkOptions['guidance'],
  pack: PackManifest = manifest,
) {
  return createBatchedNetwork({
    session,
    manifest: pack,
    width: 1,
    height: 1,
    conditions: {
      text: { present: Float32Array.of(1), dropped: Float32Array.of(0.5) },
      class: { present: 0n, dropped: 6n },
      layout: Float32Array.of(1),
    },
    guidance,
    trainSteps: 1000,
  });
}

const all = ['layout', 'class', 'text'] as const;
const level = { alpha: 0.5, sigma: 0.5, timestep: 500 };

describe('createBatchedNetwork', () => {
  it('shows each row the conditions of its pass, and adds the rows as guidance says', async () => {
    const { session, runs } = recordingSession();
    const network = networkOf(session, { present: all, strengths: { layout: 2, class: 3, text: 4 } });
    const [value] = await network(Float32Array.of(7), level);
    expect(runs).toHaveLength(1);
    expect(runs[0]?.['sample']).toMatchObject({ dims: [4, 1, 1, 1], data: Float32Array.of(7, 7, 7, 7) });
    expect(runs[0]?.['layout']?.data).toEqual(Float32Array.of(0, 1, 1, 1));
    expect(runs[0]?.['class_labels']?.data).toEqual(BigInt64Array.of(6n, 6n, 0n, 0n));
    expect(runs[0]?.['encoder_hidden_states']?.data).toEqual(Float32Array.of(0.5, 0.5, 0.5, 1));
    expect(runs[0]?.['timestep']?.data).toEqual(Float32Array.of(500, 500, 500, 500));
    // Dropped text still counts as the negative prompt does: 50 + 2 · 1 + 3 · 10 + 4 · (100 − 50).
    expect(value).toBeCloseTo(50 + 2 + 30 + 200, 4);
  });

  it('runs a single row where every strength is one', async () => {
    const { session, runs } = recordingSession();
    const network = networkOf(session, { present: all, strengths: {} });
    const [value] = await network(Float32Array.of(0), level);
    expect(runs[0]?.['sample']?.dims).toEqual([1, 1, 1, 1]);
    expect(value).toBe(111);
  });

  it('runs a plain pass outside the interval and a guided one inside', async () => {
    const { session, runs } = recordingSession();
    const network = networkOf(session, { present: all, strengths: { text: 4 }, interval: [0, 0.4] });
    await network(Float32Array.of(0), level);
    await network(Float32Array.of(0), { ...level, timestep: 300 });
    expect(runs.map((run) => run['sample']?.dims[0])).toEqual([1, 2]);
  });

  it('tells a network that inpaints and restores that it is asked for neither', async () => {
    const { session, runs } = recordingSession();
    const conditions = { ...manifest.conditions, inpaint: {}, degraded: {} };
    const network = networkOf(session, { present: all, strengths: { text: 4 } }, { ...manifest, conditions });
    await network(Float32Array.of(7), level);
    expect(runs[0]).toMatchObject({
      inpaint_mask: { dims: [2, 1, 1, 1], data: Float32Array.of(0, 0) },
      inpaint_latent: { dims: [2, 1, 1, 1], data: Float32Array.of(0, 0) },
      degraded_latent: { dims: [2, 1, 1, 1], data: Float32Array.of(0, 0) },
      degradation: { dims: [2], data: Float32Array.of(1, 1) },
    });
  });

  it('tells of a hole only where there is as much noise as the pack asks for', async () => {
    const { session, runs } = recordingSession();
    const conditions = { ...manifest.conditions, inpaint: { fromNoise: 0.5 } };
    const network = networkOf(session, { present: all, strengths: {} }, { ...manifest, conditions });
    const hole = { mask: Float32Array.of(1), latent: Float32Array.of(3) };
    await network(Float32Array.of(7), level, { inpaint: hole });
    await network(Float32Array.of(7), { ...level, timestep: 499 }, { inpaint: hole });
    expect(runs.map((run) => run['inpaint_mask']?.data)).toEqual([Float32Array.of(1), Float32Array.of(0)]);
    expect(runs.map((run) => run['inpaint_latent']?.data)).toEqual([Float32Array.of(3), Float32Array.of(0)]);
  });

  it.each([
    ['int64', ['batch'], BigInt64Array.of(500n, 500n)],
    ['int32', ['batch'], Int32Array.of(500, 500)],
    ['float32', [], Float32Array.of(499.6)],
  ])('gives the time as %s of shape %j', async (type, shape, expected) => {
    const { session, runs } = recordingSession(type, shape);
    const network = networkOf(session, { present: all, strengths: { text: 4 } });
    await network(Float32Array.of(0), { ...level, timestep: 499.6 });
    expect(runs[0]?.['timestep']?.data).toEqual(expected);
  });
});
