/** What a file is, by how it begins; names lie too often. */
export type FileKind = 'project' | 'png' | 'picture' | 'unknown';

/** Of the end of a zip, where its directory lies. */
const DIRECTORY_BYTES = 2 ** 16;

/** Tells a `.umber` zip, a PNG and the other pictures that browsers read apart. */
export function kindOfFile(bytes: Uint8Array): FileKind {
  const starts = (...signature: number[]) => signature.every((byte, index) => bytes[index] === byte);
  if (starts(0x50, 0x4b, 0x03, 0x04)) return hasProject(bytes) ? 'project' : 'unknown';
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png';
  const isWebp = starts(0x52, 0x49, 0x46, 0x46) && text(bytes, 8, 12) === 'WEBP';
  const isAvif = text(bytes, 4, 8) === 'ftyp' && /^avi[fs]$/.test(text(bytes, 8, 12));
  const isOther = starts(0xff, 0xd8, 0xff) || starts(0x47, 0x49, 0x46, 0x38) || starts(0x42, 0x4d);
  return isWebp || isAvif || isOther ? 'picture' : 'unknown';
}

/** A project's or layer's name from a file's: without folders and ending. */
export function nameFromFile(name: string): string {
  const base = name
    .replace(/^.*[\\/]/, '')
    .replace(/\.[^.]{1,8}$/, '')
    .trim();
  return base.slice(0, 120) || 'Umber';
}

/** Of a PNG: whether its pixels are palette indices or one grey channel, as layouts are saved. */
export function mayBeLayout(bytes: Uint8Array): boolean {
  // Signature, then the header chunk: its colour type is byte 25; 0 is grey, 3 is indexed.
  return kindOfFile(bytes) === 'png' && (bytes[25] === 3 || bytes[25] === 0);
}

/** Other programs write zips as well. Of a project that was cut short the beginning tells, of one zipped anew its end. */
function hasProject(zip: Uint8Array): boolean {
  const name = 'project.json';
  const latin = new TextDecoder('latin1');
  return (
    text(zip, 30, 30 + name.length) === name || latin.decode(zip.subarray(-DIRECTORY_BYTES)).includes(name)
  );
}

function text(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}
