import { UmberError } from '../shared/errors.ts';
import type { PackManifest } from '../shared/pack-manifest.ts';
import { openPack, packComponentPath, readPackComponent, verifyPack, type Pack } from './packs/open-pack.ts';
import { parseSchedule, type Schedule } from './sampling/schedule.ts';
import { openModelSession, type ModelSession, type RuntimeOptions } from './sessions/runtime.ts';
import { createTextEncoder, type TextEncoder } from './text/text-encoder.ts';
import { createTokenizer } from './text/tokenizer.ts';
import { throwIfCancelled } from './throw-if-cancelled.ts';

/** A pack with its models in memory. */
export interface LoadedPack {
  pack: Pack;
  schedule: Schedule;
  unet: ModelSession;
  decoder: ModelSession;
  /** Only where the pack takes text. */
  text: TextEncoder | undefined;
  timings: LoadTimings;
  release(): Promise<void>;
}

export interface LoadTimings {
  /** Hashes and graph checks. */
  verifyMs: number;
  /** Sessions and tokenizer. */
  openMs: number;
}

/** Inputs that the UNet may have beyond sample and timestep, and the condition each belongs to. */
export const conditionInputs = {
  encoder_hidden_states: 'text',
  class_labels: 'class',
  layout: 'layout',
} as const satisfies Record<string, keyof PackManifest['conditions']>;

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
  const open = async (component: 'unet' | 'vaeDecoder' | 'textEncoder') => {
    const path = packComponentPath(pack, component);
    if (path === undefined) throw misfit(`names no ${component}`);
    throwIfCancelled(signal);
    const session = await openModelSession(path, pack.manifest.components[component] ?? component, options);
    sessions.push(session);
    return session;
  };
  try {
    const schedule = parseSchedule(parseJson(await readPackComponent(pack, 'scheduler')));
    const unet = await open('unet');
    checkUnet(unet, pack.manifest);
    const decoder = await open('vaeDecoder');
    if (decoder.inputs.length !== 1) throw misfit('has a decoder that takes more than a latent');
    const settings = pack.manifest.conditions.text;
    const text =
      settings &&
      createTextEncoder(
        await open('textEncoder'),
        createTokenizer(await readPackComponent(pack, 'tokenizer'), settings),
        settings,
      );
    const timings = { verifyMs: verified - start, openMs: performance.now() - verified };
    return { pack, schedule, unet, decoder, text, timings, release };
  } catch (error) {
    await release();
    throw error;
  }
}

function checkUnet(unet: ModelSession, manifest: PackManifest): void {
  const names = new Set(unet.inputs.map((input) => input.name));
  if (!names.has('sample') || !names.has('timestep')) throw misfit('has a UNet without sample and timestep');
  for (const [input, condition] of Object.entries(conditionInputs)) {
    if (names.has(input) !== (manifest.conditions[condition] !== undefined))
      throw misfit(`has a UNet whose input ${input} and the manifest's ${condition} condition do not agree`);
  }
  for (const name of names) {
    if (!['sample', 'timestep', ...Object.keys(conditionInputs)].includes(name))
      throw misfit(`has a UNet with an input that is not known: ${JSON.stringify(name.slice(0, 64))}`);
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new UmberError('PACK_MANIFEST_INVALID', "The pack's scheduler configuration is not JSON.", {
      advice: 'Use a pack made for this version of Umber.',
      cause,
    });
  }
}

function misfit(what: string): UmberError {
  return new UmberError('PACK_MODEL_INVALID', `The pack ${what}.`, {
    advice: 'Use a pack made for this version of Umber.',
  });
}
