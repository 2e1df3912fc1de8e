import { UmberError } from '../shared/errors.ts';

/** Runs what reads a file's bytes; its errors then say which file. */
export function namingFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UmberError)) throw error;
    const { code, message, advice } = error;
    throw new UmberError(code, `“${path}”: ${message}`, { advice, cause: error });
  }
}
