import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UmberError } from '../../shared/errors.ts';
import { sentence, type Sentence } from '../../shared/sentence.ts';
import { PACK_MANIFEST_FILE, packManifestSchema, type PackManifest } from '../../shared/pack-manifest.ts';
import { MAX_PACK_INDEX_BYTES, orderPacks, PACK_INDEX_FILE } from '../../shared/pack-order.ts';
import { checkOnnxModel } from './check-onnx.ts';
import { assertPackPath } from './pack-path.ts';
import { parsePackJson } from './parse-pack-json.ts';
import { assertSize, openPackFile, readSmallPackFile, verifyPackFile } from './read-pack-file.ts';

const MAX_MANIFEST_BYTES = 1024 * 1024;
const MAX_TEXT_BYTES = 32 * 1024 * 1024;

/** A file of a pack by its part in painting. */
export type PackComponent = keyof PackManifest['components'];

/** A pack whose manifest, paths and sizes have been checked; `verifyPack` checks what the files hold. */
export interface Pack {
  /** Absolute. */
  folder: string;
  manifest: PackManifest;
  /** SHA-256 of the manifest, which pins every other file. */
  hash: string;
}

/**
 * Opens a pack folder: manifest, paths, presence and sizes of its files. Quick; reads no model.
 *
 * @throws UmberError `PACK_NOT_FOUND`, `PACK_MANIFEST_INVALID`, `PACK_PATH_ESCAPES`, `PACK_FILE_MISSING`,
 * `PACK_FILE_SIZE`
 */
export async function openPack(folder: string): Promise<Pack> {
  const absolute = resolve(folder);
  const stats = await stat(absolute).catch(() => undefined);
  if (!stats?.isDirectory()) throw notFound(folder, sentence`is not a folder`);
  const bytes = await readSmallPackFile(absolute, PACK_MANIFEST_FILE, MAX_MANIFEST_BYTES).catch(
    (error: unknown) => {
      if (error instanceof UmberError && error.code === 'PACK_FILE_MISSING')
        throw notFound(folder, sentence`holds no ${PACK_MANIFEST_FILE}`);
      throw error;
    },
  );
  const manifest = parseManifest(bytes);
  for (const [path, { bytes: expected }] of Object.entries(manifest.files)) {
    const { file, bytes: actual } = await openPackFile(absolute, path);
    await file.close();
    assertSize(path, actual, expected);
  }
  return { folder: absolute, manifest, hash: packHash(bytes) };
}

/**
 * Reads every file of a pack: hashes against the manifest, and the structure of each ONNX graph, so that ONNX
 * Runtime only ever opens files that passed.
 *
 * @throws UmberError `PACK_FILE_ALTERED`, `PACK_FILE_SIZE`, `PACK_FILE_MISSING`, `PACK_PATH_ESCAPES`,
 * `PACK_MODEL_INVALID`, `CANCELLED`
 */
export async function verifyPack(pack: Pack, signal?: AbortSignal): Promise<void> {
  const { files } = pack.manifest;
  for (const [path, expected] of Object.entries(files)) {
    const isModel = path.endsWith('.onnx');
    const bytes = await verifyPackFile(pack.folder, path, expected, isModel, signal);
    if (bytes) checkOnnxModel(bytes, path, files);
  }
}

/** SHA-256 of the manifest's bytes. */
export function packHash(manifestBytes: Uint8Array): string {
  return createHash('sha256').update(manifestBytes).digest('hex');
}

/** Absolute path of a component's file, or undefined where the pack has none. */
export function packComponentPath(pack: Pack, component: PackComponent): string | undefined {
  const path = pack.manifest.components[component];
  return path === undefined ? undefined : join(pack.folder, ...path.split('/'));
}

/**
 * A small component's bytes, compared with the manifest as they are read.
 *
 * @throws UmberError `PACK_FILE_ALTERED` and the others of `verifyPack`
 */
export async function readPackComponent(
  pack: Pack,
  component: 'scheduler' | 'tokenizer',
): Promise<Uint8Array> {
  const path = pack.manifest.components[component];
  const expected = path === undefined ? undefined : pack.manifest.files[path];
  if (path === undefined || !expected) throw invalid(sentence`names no ${component}`);
  if (expected.bytes > MAX_TEXT_BYTES)
    throw invalid(sentence`names a ${component} of ${expected.bytes} bytes`);
  const bytes = await verifyPackFile(pack.folder, path, expected, true);
  return bytes ?? new Uint8Array();
}

/** One folder of packs: a pack, or why it is none. */
export interface PackListing {
  /** Absolute where `listPacks` was given absolute folders. */
  folder: string;
  pack?: Pack;
  /** Why the folder cannot be used, where it cannot. */
  error?: UmberError;
}

/**
 * The packs in some folders, in the order of each folder's index, then by name; a broken one is listed with its error
 * rather than hidden.
 */
export async function listPacks(folders: readonly string[]): Promise<PackListing[]> {
  const listings: PackListing[] = [];
  for (const folder of folders) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    for (const name of orderPacks(names, await readIndex(folder))) {
      const path = join(folder, name);
      try {
        listings.push({ folder: path, pack: await openPack(path) });
      } catch (error) {
        if (!(error instanceof UmberError)) throw error;
        if (error.code !== 'PACK_NOT_FOUND') listings.push({ folder: path, error });
      }
    }
  }
  return listings;
}

async function readIndex(folder: string): Promise<string | undefined> {
  const bytes = await readSmallPackFile(folder, PACK_INDEX_FILE, MAX_PACK_INDEX_BYTES).catch(() => undefined);
  return bytes?.toString('utf8');
}

function parseManifest(bytes: Buffer): PackManifest {
  const raw = parsePackJson(bytes, PACK_MANIFEST_FILE);
  // Paths first, so that a hostile one is named as such rather than as a wrong string.
  for (const path of namedPaths(raw)) assertPackPath(path);
  const parsed = packManifestSchema.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(
      sentence`is wrong at ${issue?.path.join('.') || 'its top'}: ${issue?.message ?? 'unknown'}`,
      parsed.error,
    );
  }
  return parsed.data;
}

function namedPaths(raw: unknown): string[] {
  if (typeof raw !== 'object' || raw === null) return [];
  const { components, files } = raw as { components?: Record<string, unknown>; files?: object };
  return [...Object.values(components ?? {}), ...Object.keys(files ?? {})].filter(
    (path) => typeof path === 'string',
  );
}

function invalid(what: Sentence, cause?: unknown): UmberError {
  return new UmberError('PACK_MANIFEST_INVALID', sentence`The pack's ${PACK_MANIFEST_FILE} ${what}.`, {
    advice: sentence`Use a pack made for this version of Umber.`,
    cause,
  });
}

function notFound(folder: string, what: Sentence): UmberError {
  return new UmberError('PACK_NOT_FOUND', sentence`There is no pack at ${folder}: it ${what}.`, {
    advice: sentence`Choose a folder with a pack in it, or one of the packs that come with Umber.`,
  });
}
