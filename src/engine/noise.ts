/** A reproducible stream of standard normal numbers; each draw continues where the last one ended. */
export interface NoiseStream {
  /** A fresh array of `length` values; the same ones as `torch.randn(length, generator=...)`. */
  normal(length: number): Float32Array;
  /** Same as `normal`, into an array that the caller owns and may use again. */
  fillNormal(out: Float32Array): Float32Array;
}

const STATE_LENGTH = 624;
const SHIFT = 397;
const BLOCK = 16;

/**
 * The noise of PyTorch's CPU generator: Mersenne Twister and Box-Muller in blocks of 16.
 *
 * Same draws as `torch.Generator('cpu').manual_seed(seed)` with `torch.randn` in float32. Values agree
 * within 1e-6 absolute (tests/golden/noise-golden.json): PyTorch evaluates log, sin and cos in float32,
 * here they are float64, rounded once.
 *
 * @param seed  integer, 0 or larger; like PyTorch only its low 32 bits count
 * @source Matsumoto and Nishimura 1998 (MT19937); Box and Muller 1958; the order of draws is that of
 *         `normal_fill` in PyTorch's ATen/native/cpu/DistributionTemplates.h
 */
export function createNoiseStream(seed: number): NoiseStream {
  const nextUint32 = createMersenneTwister(seed);
  let spare: number | undefined;

  // Short draws use double precision, in pairs; the second of a pair waits for the next short draw.
  function nextSingle(): number {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const theta = 2 * Math.PI * uniform53(nextUint32);
    const radius = Math.sqrt(-2 * Math.log1p(-uniform53(nextUint32)));
    spare = radius * Math.sin(theta);
    return radius * Math.cos(theta);
  }

  function fillNormal(out: Float32Array): Float32Array {
    const length = out.length;
    if (length < BLOCK) {
      for (let i = 0; i < length; i++) out[i] = nextSingle();
      return out;
    }
    for (let i = 0; i < length; i++) out[i] = uniform24(nextUint32);
    for (let start = 0; start + BLOCK <= length; start += BLOCK) boxMullerBlock(out, start);
    if (length % BLOCK !== 0) {
      // A ragged end is not a short block: the last 16 values are drawn again.
      for (let i = length - BLOCK; i < length; i++) out[i] = uniform24(nextUint32);
      boxMullerBlock(out, length - BLOCK);
    }
    return out;
  }

  return { fillNormal, normal: (length) => fillNormal(new Float32Array(length)) };
}

/** Turn 16 uniforms in place into normals; value j pairs with j + 8. */
function boxMullerBlock(values: Float32Array, start: number): void {
  for (let j = start; j < start + BLOCK / 2; j++) {
    const radius = Math.sqrt(-2 * Math.log(1 - values[j]!));
    const theta = 2 * Math.PI * values[j + BLOCK / 2]!;
    values[j] = radius * Math.cos(theta);
    values[j + BLOCK / 2] = radius * Math.sin(theta);
  }
}

function uniform24(nextUint32: () => number): number {
  return (nextUint32() & 0xffffff) / 2 ** 24;
}

function uniform53(nextUint32: () => number): number {
  const high = nextUint32() & 0x1fffff;
  return (high * 2 ** 32 + nextUint32()) / 2 ** 53;
}

function createMersenneTwister(seed: number): () => number {
  const state = new Uint32Array(STATE_LENGTH);
  state[0] = seed % 2 ** 32;
  for (let i = 1; i < STATE_LENGTH; i++) {
    const previous = state[i - 1]!;
    state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
  }
  let position = STATE_LENGTH;

  function twist(): void {
    for (let i = 0; i < STATE_LENGTH; i++) {
      const y = (state[i]! & 0x80000000) | (state[(i + 1) % STATE_LENGTH]! & 0x7fffffff);
      state[i] = state[(i + SHIFT) % STATE_LENGTH]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    position = 0;
  }

  return function nextUint32(): number {
    if (position === STATE_LENGTH) twist();
    let y = state[position++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
}
