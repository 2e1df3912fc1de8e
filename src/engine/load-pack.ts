import { UmberError } from '../shared/errors.ts';
import { sentence, type Sentence } from '../shared/sentence.ts';
import type { ConditionName, PackManifest } from '../shared/pack-manifest.ts';
import { throwIfCancelled } from '../shared/throw-if-cancelled.ts';
import { openPack, packComponentPath, readPackComponent, verifyPack, type Pack } from './packs/open-pack.ts';
import { parsePackJson } from './packs/parse-pack-json.ts';
import { parseSchedule, type Schedule } from './sampling/schedule.ts';
import { openModelSession, type ModelSession, type RuntimeOptions } from './sessions/runtime.ts';
import { createTextEncoder, type TextEncoder } from './text/text-encoder.ts';
import { createTokenizer } from './text/tokenizer.ts';

/** A pack with its models in memory. */
export interface LoadedPack {
  pack: Pack;
  schedule: Schedule;
  unet: ModelSession;
  decoder: ModelSession;
  /** Only where the pack takes text. */
  text: TextEncoder | undefined;
  /**
   * Turns pictures into latents; loaded when first asked for.
   *
   * @throws UmberError `PACK_CONDITION_MISSING` where the pack has none, `PACK_MODEL_INVALID`
   */
  encoder(): Promise<ModelSession>;
  /**
   * Turns pictures into classes; loaded when first asked for.
   *
   * @throws UmberError `PACK_CONDITION_MISSING` where the pack has none, `PACK_MODEL_INVALID`
   */
  segmenter(): Promise<ModelSession>;
  timings: LoadTimings;
  release(): Promise<void>;
}

/** Wall times in milliseconds. */
export interface LoadTimings {
  /** Hashes and graph checks. */
  verifyMs: number;
  /** Sessions and tokenizer. */
  openMs: number;
}

/** Inputs that the UNet may have: the types that we can feed, and the condition that brings each. */
const unetInputs: Record<string, { types: string[]; condition?: ConditionName }> = {
  sample: { types: ['float32'] },
  timestep: { types: ['float32', 'int64', 'int32'] },
  encoder_hidden_states: { types: ['float32'], condition: 'text' },
  class_labels: { types: ['int64'], condition: 'class' },
  layout: { types: ['float32'], condition: 'layout' },
  inpaint_mask: { types: ['float32'], condition: 'inpaint' },
  inpaint_latent: { types: ['float32'], condition: 'inpaint' },
  degraded_latent: { types: ['float32'], condition: 'degraded' },
  degradation: { types: ['float32'], condition: 'degraded' },
};

/**
 * Opens a pack, checks every file of it, and loads its models; nothing of it reaches ONNX Runtime unchecked.
 *
 * @throws UmberError the `PACK_…` codes, `PROVIDER_UNAVAILABLE`, `CANCELLED`
 */
export async function loadPack(
  folder: string,
  options: RuntimeOptions,
  signal?: AbortSignal,
): Promise<LoadedPack> {
  const start = performance.now();
  const pack = await openPack(folder);
  await verifyPack(pack, signal);
  const verified = performance.now();
  const sessions: ModelSession[] = [];
  const release = async () => {
    for (const session of sessions.splice(0)) await session.release();
  };
  const open = async (component: 'unet' | 'vaeEncoder' | 'vaeDecoder' | 'textEncoder' | 'segmenter') => {
    const path = packComponentPath(pack, component);
    if (path === undefined) throw misfit(sentence`names no ${component}`);
    throwIfCancelled(signal);
    const session = await openModelSession(path, pack.manifest.components[component] ?? component, options);
    sessions.push(session);
    return session;
  };
  try {
    const schedule = parseSchedule(
      parsePackJson(await readPackComponent(pack, 'scheduler'), sentence`scheduler configuration`),
    );
    const unet = await open('unet');
    checkUnet(unet, pack.manifest);
    const decoder = await open('vaeDecoder');
    checkOneToOne(decoder, sentence`decoder`, sentence`a latent`);
    const settings = pack.manifest.conditions.text;
    const text =
      settings &&
      createTextEncoder(
        await open('textEncoder'),
        createTokenizer(await readPackComponent(pack, 'tokenizer'), settings),
        settings,
      );
    const timings = { verifyMs: verified - start, openMs: performance.now() - verified };
    const openLater = (component: 'vaeEncoder' | 'segmenter', missing: () => UmberError) => {
      let opened: Promise<ModelSession> | undefined;
      const openIt = async () => {
        if (pack.manifest.components[component] === undefined) throw missing();
        const session = await open(component);
        checkOneToOne(
          session,
          component === 'segmenter' ? sentence`segmenter` : sentence`encoder`,
          sentence`a picture`,
        );
        return session;
      };
      return () => (opened ??= openIt());
    };
    return {
      ...{ pack, schedule, unet, decoder, text, timings, release },
      encoder: openLater('vaeEncoder', () => noEncoder(pack.manifest)),
      segmenter: openLater('segmenter', () => noSegmenter(pack.manifest)),
    };
  } catch (error) {
    await release();
    throw error;
  }
}

function checkUnet(unet: ModelSession, manifest: PackManifest): void {
  for (const [name, { types, condition }] of Object.entries(unetInputs)) {
    const input = unet.inputs.find((spec) => spec.name === name);
    const isWanted = condition === undefined || manifest.conditions[condition] !== undefined;
    if (isWanted && !input) throw misfit(sentence`has a UNet without the input ${name}`);
    if (!isWanted && input)
      throw misfit(sentence`has a UNet with the input ${name}, of which the manifest says nothing`);
    if (input && !types.includes(input.type))
      throw misfit(sentence`has a UNet whose ${name} is ${input.type}`);
  }
  const unknown = unet.inputs.find(({ name }) => !Object.hasOwn(unetInputs, name));
  if (unknown)
    throw misfit(sentence`has a UNet with an input that is not known: ${JSON.stringify(unknown.name)}`);
  if (unet.outputs.length !== 1 || unet.outputs[0]?.type !== 'float32')
    throw misfit(sentence`has a UNet that gives something else than one prediction in float32`);
}

function checkOneToOne({ inputs, outputs }: ModelSession, what: Sentence, taken: Sentence): void {
  if (inputs.length !== 1 || inputs[0]?.type !== 'float32')
    throw misfit(sentence`has a ${what} that takes something else than ${taken} in float32`);
  if (outputs.length !== 1) throw misfit(sentence`has a ${what} that gives something else than one result`);
}

function noEncoder({ name }: PackManifest): UmberError {
  return new UmberError(
    'PACK_CONDITION_MISSING',
    sentence`The pack ${name} cannot begin from a picture: it has no encoder.`,
    {
      advice: sentence`Choose a pack that holds a vaeEncoder, or paint from words and a layout alone.`,
    },
  );
}

function noSegmenter({ name }: PackManifest): UmberError {
  return new UmberError(
    'PACK_CONDITION_MISSING',
    sentence`The pack ${name} cannot read classes from a picture.`,
    {
      advice: sentence`Choose a pack that holds a segmenter.`,
    },
  );
}

function misfit(what: Sentence): UmberError {
  return new UmberError('PACK_MODEL_INVALID', sentence`The pack ${what}.`, {
    advice: sentence`Use a pack made for this version of Umber.`,
  });
}
