import { createEngine, providers, supportedProviders } from '../engine/index.ts';
import type { Engine, Provider } from '../engine/index.ts';
import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import type { CommandContext } from './command-context.ts';
import { findPack } from './find-pack.ts';
import { namingPath } from './naming-file.ts';

/** What a user may say about the engine. */
export interface EngineChoice {
  readonly pack?: string;
  /** Chooses among packs of that name. */
  readonly packHash?: string;
  readonly provider?: string;
  readonly threads?: number;
}

/** Loads the pack that was asked for, on exactly the provider that was. */
export async function openEngine(choice: EngineChoice, { output, signal }: CommandContext): Promise<Engine> {
  const provider = parseProvider(choice.provider);
  const packFolder = await findPack(choice.pack, { hash: choice.packHash });
  output.progress({ part: 'loading', picture: 1, pictures: 1, step: 0, steps: 0 });
  try {
    return await createEngine({ packFolder, provider, threads: choice.threads, signal });
  } catch (error) {
    throw isFaultOfPack(error) ? namingPath(packFolder, error) : error;
  } finally {
    output.endProgress();
  }
}

/** Such errors say what is wrong with “the pack”, but not which pack that is. */
function isFaultOfPack(error: unknown): error is UmberError {
  return error instanceof UmberError && error.code.startsWith('PACK_') && error.code !== 'PACK_NOT_FOUND';
}

function parseProvider(name: string | undefined): Provider | undefined {
  if (name === undefined) return undefined;
  const found = providers.find((provider) => provider === name);
  if (found) return found;
  throw new UmberError('REQUEST_INVALID', sentence`No provider is called “${name}”.`, {
    advice: sentence`Umber knows ${providers.join(', ')}; on this system there can be ${supportedProviders().join(', ')}.`,
  });
}
