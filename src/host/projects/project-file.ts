import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { z } from 'zod';
import {
  bitmapFromTiles,
  boundsOf,
  emptyBitmap,
  readRegion,
  tilesOf,
  writeRegion,
  type Bitmap,
  type Document,
  type DocumentLayer,
  type Rect,
} from '../../document/index.ts';
import { bytesPerPixel, TILE_SIDE, type Tile } from '../../shared/document-format.ts';
import { isUmberError, UmberError } from '../../shared/errors.ts';
import { sentence, type Sentence } from '../../shared/sentence.ts';
import { palette } from '../../shared/palette.ts';
import { mapAtOnce } from '../storage/map-at-once.ts';
import { decodeRaster, encodeRaster } from '../storage/raster-png.ts';
import {
  MAX_PIECE_SIDE,
  MAX_PIXEL_BYTES,
  MAX_PROJECT_JSON_BYTES,
  PROJECT_FORMAT_VERSION,
  PROJECT_JSON,
  projectFileSchema,
  projectZipLimits,
  THUMBNAIL_PNG,
  type Piece,
  type ProjectFile,
} from './project-format.ts';
import { findZipEntries, readZip, ZipError, type ZipEntries } from './read-zip.ts';
import { drawThumbnail } from './thumbnail.ts';

/** A document as a `.umber` file has it. */
export interface SavedProject {
  readonly name: string;
  readonly revision: number;
  readonly document: Document;
}

/** What could be read of a file. */
export interface ReadProject extends SavedProject {
  /** Names of layers whose pixels are lost; they are in the document, without those pixels. */
  readonly lostLayers: readonly string[];
}

const codecsAtOnce = 4;
/** Of every entry: a file does not tell when it was saved, and equal projects make equal files. */
const entryOptions = { mtime: new Date(2000, 0, 1), forceDosTimestamp: true, mode: 0o100644 };

type EncodedPiece = Rect & { readonly png: Uint8Array };

/** Bitmaps never change, so the files of a layer that was not painted on are made once. */
const encodedPieces = new WeakMap<Bitmap, Promise<readonly EncodedPiece[]>>();

/** The `.umber` file of a project, and the small picture in it. */
export async function encodeProject({
  name,
  revision,
  document,
}: SavedProject): Promise<{ bytes: Uint8Array; thumbnail: Uint8Array }> {
  const { layers, ...fields } = document;
  const encoded = await mapAtOnce(layers, codecsAtOnce, ({ bitmap }) => encodeBitmap(bitmap));
  const thumbnail = await drawThumbnail(document);
  const files: [name: string, content: Uint8Array][] = [];
  const content: ProjectFile = {
    format: 'umber-project',
    version: PROJECT_FORMAT_VERSION,
    name,
    revision,
    document: fields,
    layers: layers.map(({ bitmap: _, ...layer }, index) => ({
      layer,
      pieces: encoded[index]!.map(({ png, ...rect }, number): Piece => {
        const file = `layers/${layer.id}${number === 0 ? '' : `-${number}`}.png`;
        files.push([file, png]);
        return { file, ...rect };
      }),
    })),
  };
  const zip = new ZipFile();
  // Through the schema, which puts the fields in one order.
  const json = Buffer.from(JSON.stringify(projectFileSchema.parse(content), undefined, 1));
  // First, so that a file that is cut short can still say what its layers are.
  zip.addBuffer(json, PROJECT_JSON, entryOptions);
  for (const [file, png] of [...files, [THUMBNAIL_PNG, thumbnail] as const]) {
    zip.addBuffer(asBuffer(png), file, { ...entryOptions, compress: false });
  }
  zip.end();
  return { bytes: await buffer(zip.outputStream), thumbnail };
}

/**
 * Reads a `.umber` file. Damage costs the layers that it hit, and no others.
 *
 * @param options.isOurs the file comes from the studio's own folder: what looks hostile is damage there
 * @throws UmberError `PROJECT_DAMAGED`, `PROJECT_NEWER`
 */
export async function decodeProject(
  bytes: Uint8Array,
  { isOurs }: { isOurs: boolean },
): Promise<ReadProject> {
  const { entries, file } = await readEntries(bytes, isOurs);
  const pixelBytes = file.layers.reduce(
    (sum, { layer, pieces }) =>
      pieces.reduce((own, { width, height }) => own + width * height * bytesPerPixel[layer.kind], sum),
    0,
  );
  if (pixelBytes > MAX_PIXEL_BYTES) throw damaged(sentence`The project has more pixels than can be opened.`);
  const lostLayers: string[] = [];
  const layers = await mapAtOnce(file.layers, codecsAtOnce, async ({ layer, pieces }) => {
    const { bitmap, isLost } = await decodeBitmap(bytesPerPixel[layer.kind], pieces, entries);
    if (isLost) lostLayers.push(layer.name);
    if (layer.kind === 'semantic') checkClasses(bitmap);
    return { ...layer, bitmap } satisfies DocumentLayer;
  });
  return {
    name: file.name,
    revision: file.revision,
    document: { ...file.document, layers },
    lostLayers,
  };
}

/**
 * Whether a file that was just written is whole: every entry matches its checksum, and it says what it should.
 *
 * @throws UmberError `PROJECT_DAMAGED`
 */
export async function verifyProject(bytes: Uint8Array): Promise<void> {
  try {
    const entries = await readZip(bytes, projectZipLimits);
    for (const read of entries.values()) read();
    parseProjectJson(entries);
  } catch (error) {
    throw isUmberError(error) ? error : damaged(sentence`The project could not be read again.`, error);
  }
}

async function readEntries(
  bytes: Uint8Array,
  isOurs: boolean,
): Promise<{ entries: ZipEntries; file: ProjectFile }> {
  try {
    const entries = await readZip(bytes, projectZipLimits);
    return { entries, file: parseProjectJson(entries) };
  } catch (error) {
    if (isUmberError(error, 'PROJECT_NEWER')) throw error;
    const isHostile = error instanceof ZipError && error.kind === 'hostile';
    if (isHostile && !isOurs)
      throw damaged(sentence`The file is no zip that can be trusted: ${error.message}`, error);
    const entries = findZipEntries(bytes, projectZipLimits);
    return { entries, file: parseProjectJson(entries) };
  }
}

function parseProjectJson(entries: ZipEntries): ProjectFile {
  let value: unknown;
  try {
    const json = entries.get(PROJECT_JSON)?.();
    if (json === undefined) throw new ZipError('damaged', 'There is no project.json.');
    if (json.length > MAX_PROJECT_JSON_BYTES) throw new ZipError('hostile', 'project.json is too large.');
    value = JSON.parse(asBuffer(json).toString());
  } catch (error) {
    if (error instanceof ZipError && error.kind === 'hostile') throw error;
    throw damaged(sentence`The file is no Umber project, or its description is lost.`, error);
  }
  const version = z.object({ format: z.literal('umber-project'), version: z.int() }).safeParse(value);
  if (version.success && version.data.version > PROJECT_FORMAT_VERSION) {
    throw newer(sentence`The project is of version ${version.data.version}.`);
  }
  const parsed = projectFileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw damaged(
    sentence`The project says something that no project says, at “${issue?.path.join('.') ?? ''}”.`,
  );
}

function encodeBitmap(bitmap: Bitmap): Promise<readonly EncodedPiece[]> {
  const known = encodedPieces.get(bitmap);
  if (known) return known;
  const pieces = mapAtOnce(piecesOf(bitmap), 1, async (rect) => {
    const { x, y, width, height } = rect;
    const pixels = readRegion(bitmap, rect);
    return {
      x,
      y,
      width,
      height,
      png: await encodeRaster({ width, height, channels: bitmap.channels, pixels }),
    };
  });
  encodedPieces.set(bitmap, pieces);
  // What failed for want of memory may succeed later.
  pieces.catch(() => encodedPieces.delete(bitmap));
  return pieces;
}

/** Rectangles that hold everything of a bitmap: one, unless it reaches farther than a PNG may. */
function piecesOf(bitmap: Bitmap): Rect[] {
  const bounds = boundsOf(bitmap);
  if (bounds === undefined) return [];
  if (bounds.width <= MAX_PIECE_SIDE && bounds.height <= MAX_PIECE_SIDE) return [bounds];
  const tilesPerCell = MAX_PIECE_SIDE / TILE_SIDE;
  const cells = new Map<string, Tile[]>();
  for (const tile of tilesOf(bitmap)) {
    const cell = `${Math.floor(tile.column / tilesPerCell)},${Math.floor(tile.row / tilesPerCell)}`;
    const tiles = cells.get(cell);
    if (tiles) tiles.push(tile);
    else cells.set(cell, [tile]);
  }
  return [...cells.values()].flatMap((tiles) => boundsOf(bitmapFromTiles(bitmap.channels, tiles)) ?? []);
}

async function decodeBitmap(
  channels: 1 | 4,
  pieces: readonly Piece[],
  entries: ZipEntries,
): Promise<{ bitmap: Bitmap; isLost: boolean }> {
  let bitmap = emptyBitmap(channels);
  let isLost = false;
  for (const { file, x, y, width, height } of pieces) {
    try {
      const png = entries.get(file)?.();
      if (png === undefined) throw new ZipError('damaged', `${file} is missing.`);
      const raster = await decodeRaster(png, channels, { width, height });
      bitmap = writeRegion(bitmap, { x, y, width, height }, raster.pixels);
    } catch (error) {
      if (!(error instanceof ZipError) && !isUmberError(error)) throw error;
      isLost = true;
    }
  }
  return { bitmap, isLost };
}

function checkClasses(bitmap: Bitmap): void {
  for (const { pixels } of tilesOf(bitmap)) {
    if (pixels.some((id) => id >= palette.length))
      throw newer(sentence`The project holds classes not known here.`);
  }
}

function damaged(message: Sentence, cause?: unknown): UmberError {
  return new UmberError('PROJECT_DAMAGED', message, {
    cause,
    advice: sentence`Use another copy of the file, or open an earlier version of the project.`,
  });
}

function newer(message: Sentence): UmberError {
  return new UmberError('PROJECT_NEWER', message, {
    advice: sentence`Open it with the newest Umber that you have. The file was left as it is.`,
  });
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
