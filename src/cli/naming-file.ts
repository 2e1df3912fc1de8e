import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';

/** Runs what reads a file's bytes; its errors then say which file. */
export function namingFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof UmberError ? namingPath(path, error) : error;
  }
}

/** The same for what reads them over time. */
export async function namingFileLater<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof UmberError ? namingPath(path, error) : error;
  }
}

/** The same error, with the file or the folder that it is about before its message. */
export function namingPath(path: string, error: UmberError): UmberError {
  const { code, message, advice } = error.value;
  return new UmberError(code, sentence`“${path}”: ${message}`, { advice, cause: error });
}
