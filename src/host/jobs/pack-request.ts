import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { PixelSources } from '../../shared/engine-protocol.ts';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import type { GenerationRequest } from '../../shared/generation-request.ts';
import type { PixelFiles } from './pixel-files.ts';
import type { KeptLayout, KeptRequest } from './queue-state.ts';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** A request, and where its pictures and masks lie, which are empty in it. */
export interface UnpackedRequest {
  readonly request: GenerationRequest;
  readonly pixels: PixelSources;
}

/**
 * Takes out of a request what is large. The layout is kept once and deflated: it is put with the others, where it is not
 * yet. Pictures and masks go to files.
 *
 * @throws UmberError the `OUTPUT_…` codes
 */
export async function packRequest(
  request: GenerationRequest,
  layouts: Map<string, KeptLayout>,
  files: Pick<PixelFiles, 'keep'>,
): Promise<KeptRequest> {
  const { layout, source, mask, degraded, ...words } = request.conditions;
  const conditions: KeptRequest['conditions'] = words;
  if (source) {
    const { rgb, ...rest } = source;
    conditions.source = { ...rest, key: await files.keep(rgb) };
  }
  if (mask) {
    const { coverage, ...rest } = mask;
    conditions.mask = { ...rest, key: await files.keep(coverage) };
  }
  if (degraded) {
    const { rgb, ...rest } = degraded;
    conditions.degraded = { ...rest, key: await files.keep(rgb) };
  }
  if (!layout) return { ...request, conditions };
  const { width, height, classIds } = layout;
  const key = createHash('sha256').update(`${width}x${height}:`).update(classIds).digest('base64url');
  if (!layouts.has(key)) {
    layouts.set(key, { key, width, height, deflated: await deflate(classIds, { level: 6 }) });
  }
  return { ...request, conditions, layout: key };
}

/** The request again, for the engine. @throws UmberError `REQUEST_INVALID` where its layout is not among these */
export async function unpackRequest(
  { layout: key, ...kept }: KeptRequest,
  layouts: ReadonlyMap<string, KeptLayout>,
  files: Pick<PixelFiles, 'fileOf'>,
): Promise<UnpackedRequest> {
  const { source, mask, degraded, ...words } = kept.conditions;
  const conditions: GenerationRequest['conditions'] = words;
  const pixels: PixelSources = {};
  if (source) {
    const { key: name, ...rest } = source;
    conditions.source = { ...rest, rgb: new Uint8Array() };
    pixels.source = files.fileOf(name);
  }
  if (mask) {
    const { key: name, ...rest } = mask;
    conditions.mask = { ...rest, coverage: new Uint8Array() };
    pixels.mask = files.fileOf(name);
  }
  if (degraded) {
    const { key: name, ...rest } = degraded;
    conditions.degraded = { ...rest, rgb: new Uint8Array() };
    pixels.degraded = files.fileOf(name);
  }
  if (key !== undefined) conditions.layout = await inflateLayout(layouts.get(key));
  return { request: { ...kept, conditions }, pixels };
}

async function inflateLayout(
  layout: KeptLayout | undefined,
): Promise<GenerationRequest['conditions']['layout']> {
  if (!layout) {
    throw new UmberError('REQUEST_INVALID', sentence`The layout of this job has been lost.`, {
      advice: sentence`Ask for the picture again.`,
    });
  }
  const { width, height } = layout;
  const inflated = await inflate(layout.deflated, { maxOutputLength: width * height });
  const classIds = new Uint8Array(inflated.buffer, inflated.byteOffset, inflated.length);
  return { width, height, classIds };
}
