import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import { PACK_PATH_PATTERN } from '../../shared/pack-manifest.ts';

/**
 * Refuses every path that could leave the pack's folder or mean different files on different systems: absolute,
 * `..`, backslashes, drive letters, NUL and other control characters, parts that start with a dot, Windows devices.
 *
 * @throws UmberError `PACK_PATH_ESCAPES`
 */
export function assertPackPath(path: string): void {
  const isDevice = path.split('/').some((part) => /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(part));
  if (path.length > 200 || !PACK_PATH_PATTERN.test(path) || path.endsWith('.') || isDevice) {
    throw new UmberError(
      'PACK_PATH_ESCAPES',
      sentence`The pack names ${quote(path)}, which may lie outside its folder.`,
      {
        advice: sentence`Do not use this pack; fetch it again from its maker.`,
      },
    );
  }
}

function quote(path: string): string {
  return JSON.stringify(path.length > 80 ? `${path.slice(0, 80)}…` : path);
}
