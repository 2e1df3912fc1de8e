import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import type { PixelSources } from '../../shared/engine-protocol.ts';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import type { GenerationRequest } from '../../shared/generation-request.ts';

const inflate = promisify(inflateRaw);

/**
 * A request with the pixels that lie in files.
 *
 * @throws UmberError `REQUEST_INVALID` where a file is gone or holds something else
 */
export async function readPixels(
  request: GenerationRequest,
  files: PixelSources,
): Promise<GenerationRequest> {
  const { source, mask, degraded } = request.conditions;
  const conditions = { ...request.conditions };
  if (source && files.source !== undefined) {
    conditions.source = { ...source, rgb: await inflated(files.source, source, 3) };
  }
  if (mask && files.mask !== undefined) {
    conditions.mask = { ...mask, coverage: await inflated(files.mask, mask, 1) };
  }
  if (degraded && files.degraded !== undefined) {
    conditions.degraded = { ...degraded, rgb: await inflated(files.degraded, degraded, 3) };
  }
  return { ...request, conditions };
}

async function inflated(
  file: string,
  { width, height }: { width: number; height: number },
  channels: number,
): Promise<Uint8Array> {
  try {
    const bytes = await inflate(await readFile(file), { maxOutputLength: channels * width * height });
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  } catch (error) {
    throw new UmberError('REQUEST_INVALID', sentence`A picture of this job has been lost.`, {
      cause: error,
      advice: sentence`Ask for the picture again.`,
    });
  }
}
