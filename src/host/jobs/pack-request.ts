import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { UmberError } from '../../shared/errors.ts';
import type { GenerationRequest } from '../../shared/generation-request.ts';
import type { KeptLayout, KeptRequest } from './queue-state.ts';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Takes the layout out of a request, to be kept once and deflated: it is put with the others, where it is not yet. */
export async function packRequest(
  request: GenerationRequest,
  layouts: Map<string, KeptLayout>,
): Promise<KeptRequest> {
  const { layout, ...conditions } = request.conditions;
  if (!layout) return { ...request, conditions };
  const { width, height, classIds } = layout;
  const key = createHash('sha256').update(`${width}x${height}:`).update(classIds).digest('base64url');
  if (!layouts.has(key)) {
    layouts.set(key, { key, width, height, deflated: await deflate(classIds, { level: 6 }) });
  }
  return { ...request, conditions, layout: key };
}

/** The whole request again. @throws UmberError `REQUEST_INVALID` where its layout is not among these */
export async function unpackRequest(
  { layout: key, ...request }: KeptRequest,
  layouts: ReadonlyMap<string, KeptLayout>,
): Promise<GenerationRequest> {
  if (key === undefined) return request;
  const layout = layouts.get(key);
  if (!layout) {
    throw new UmberError('REQUEST_INVALID', 'The layout of this job has been lost.', {
      advice: 'Ask for the picture again.',
    });
  }
  const { width, height } = layout;
  const inflated = await inflate(layout.deflated, { maxOutputLength: width * height });
  const classIds = new Uint8Array(inflated.buffer, inflated.byteOffset, inflated.length);
  return { ...request, conditions: { ...request.conditions, layout: { width, height, classIds } } };
}
