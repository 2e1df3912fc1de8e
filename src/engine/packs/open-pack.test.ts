import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeToyPack } from '../../../tests/support/toy-pack.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { PackManifest } from '../../shared/pack-manifest.ts';
import { listPacks, openPack, verifyPack } from './open-pack.ts';

let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'umber-packs-'));
  folder = join(root, 'toy');
  mkdirSync(folder);
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

async function failure(
  work: Promise<unknown>,
): Promise<{ code: ErrorCode; message: string; advice: string }> {
  try {
    await work;
  } catch (error) {
    return error as { code: ErrorCode; message: string; advice: string };
  }
  throw new Error('nothing was refused');
}

async function openAndVerify(): Promise<void> {
  await verifyPack(await openPack(folder));
}

/** Lists `path` in the manifest and makes it the UNet. */
function pointUnetAt(path: string): (manifest: PackManifest) => void {
  return (manifest) => {
    const entry = manifest.files['unet/model.onnx'];
    if (!entry) throw new Error('the toy pack has no UNet');
    delete manifest.files['unet/model.onnx'];
    manifest.files[path] = entry;
    manifest.components.unet = path;
  };
}

describe('openPack and verifyPack', () => {
  it('accept a pack as its maker wrote it', async () => {
    writeToyPack(folder);
    const pack = await openPack(folder);
    await verifyPack(pack);
    expect(pack.manifest.name).toBe('toy');
    expect(pack.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('give the same hash until the manifest changes', async () => {
    writeToyPack(folder);
    const first = await openPack(folder);
    writeToyPack(folder, { manifest: (manifest) => (manifest.title = 'Another') });
    expect((await openPack(folder)).hash).not.toBe(first.hash);
  });

  it('say that a folder without a manifest is no pack', async () => {
    expect(await failure(openPack(folder))).toMatchObject({ code: 'PACK_NOT_FOUND' });
    expect(await failure(openPack(join(root, 'nowhere')))).toMatchObject({ code: 'PACK_NOT_FOUND' });
  });

  it.each([
    ['text that is not JSON', '{'],
    ['a list', '[]'],
    ['nothing it needs', '{}'],
    ['deep nesting', '['.repeat(100_000)],
    ['a poisoned prototype', '{"__proto__": {"polluted": true}}'],
  ])('refuse a manifest of %s', async (_, text) => {
    writeFileSync(join(folder, 'umber.json'), text);
    const error = await failure(openPack(folder));
    expect(error.code).toBe('PACK_MANIFEST_INVALID');
    expect(error.advice).not.toBe('');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('refuse a manifest that is far too large', async () => {
    writeFileSync(join(folder, 'umber.json'), ' '.repeat(2_000_000));
    expect(await failure(openPack(folder))).toMatchObject({ code: 'PACK_FILE_SIZE' });
  });

  it.each([
    '../secret.onnx',
    'unet/../../secret.onnx',
    '/etc/passwd',
    '\\\\server\\share\\model.onnx',
    'unet\\model.onnx',
    'C:/models/model.onnx',
    'C:model.onnx',
    'unet/model.onnx\0.onnx',
    'unet//model.onnx',
    './unet/model.onnx',
    'unet/.hidden.onnx',
    'aux/model.onnx',
    'a/b/c/d/e.onnx',
    'unet/modél.onnx',
    '',
  ])('refuse the path %j', async (path) => {
    writeToyPack(folder, { manifest: pointUnetAt(path) });
    expect(await failure(openPack(folder))).toMatchObject({ code: 'PACK_PATH_ESCAPES' });
  });

  it('refuse a model that does not end in .onnx', async () => {
    writeToyPack(folder, { manifest: pointUnetAt('unet/model.ort') });
    expect(await failure(openPack(folder))).toMatchObject({ code: 'PACK_MANIFEST_INVALID' });
  });

  it('refuse a symbolic link in place of a file', async () => {
    writeToyPack(folder);
    const model = join(folder, 'unet', 'model.onnx');
    renameSync(model, join(root, 'elsewhere.onnx'));
    symlinkSync(join(root, 'elsewhere.onnx'), model);
    expect(await failure(openPack(folder))).toMatchObject({ code: 'PACK_PATH_ESCAPES' });
  });

  it('refuse a symbolic link in place of a folder', async () => {
    writeToyPack(folder);
    renameSync(join(folder, 'unet'), join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), join(folder, 'unet'), 'dir');
    expect(await failure(openPack(folder))).toMatchObject({ code: 'PACK_PATH_ESCAPES' });
  });

  it('refuse a symbolic link in place of the manifest', async () => {
    writeToyPack(folder);
    renameSync(join(folder, 'umber.json'), join(root, 'umber.json'));
    symlinkSync(join(root, 'umber.json'), join(folder, 'umber.json'));
    expect(await failure(openPack(folder))).toMatchObject({ code: 'PACK_PATH_ESCAPES' });
  });

  it('refuse a hard link to a file outside', async () => {
    writeToyPack(folder);
    linkSync(join(folder, 'unet', 'model.onnx'), join(root, 'outside.onnx'));
    expect(await failure(openPack(folder))).toMatchObject({ code: 'PACK_PATH_ESCAPES' });
  });

  it('refuse a folder in place of a file', async () => {
    writeToyPack(folder);
    rmSync(join(folder, 'unet', 'model.onnx'));
    mkdirSync(join(folder, 'unet', 'model.onnx'));
    expect(await failure(openPack(folder))).toMatchObject({ code: 'PACK_PATH_ESCAPES' });
  });

  it.skipIf(process.platform === 'win32')('refuse a pipe without waiting for it', async () => {
    writeToyPack(folder);
    rmSync(join(folder, 'unet', 'model.onnx'));
    execFileSync('mkfifo', [join(folder, 'unet', 'model.onnx')]);
    expect(await failure(openPack(folder))).toMatchObject({ code: 'PACK_PATH_ESCAPES' });
  });

  it('name the file that is missing', async () => {
    writeToyPack(folder);
    rmSync(join(folder, 'vae_decoder', 'model.onnx'));
    const error = await failure(openPack(folder));
    expect(error.code).toBe('PACK_FILE_MISSING');
    expect(error.message).toContain('vae_decoder/model.onnx');
    expect(error.message).not.toContain(root);
  });

  it('name the file that was cut short, with both sizes', async () => {
    writeToyPack(folder);
    truncateSync(join(folder, 'unet', 'model.onnx'), 100);
    const error = await failure(openPack(folder));
    expect(error.code).toBe('PACK_FILE_SIZE');
    expect(error.message).toContain('100 bytes');
  });

  it('name the file of which one byte was altered', async () => {
    writeToyPack(folder);
    const path = join(folder, 'unet', 'model.onnx');
    const bytes = readFileSync(path);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(path, bytes);
    const error = await failure(openAndVerify());
    expect(error.code).toBe('PACK_FILE_ALTERED');
    expect(error.message).toContain('unet/model.onnx');
  });

  it('stop between chunks when asked to', async () => {
    writeToyPack(folder);
    const pack = await openPack(folder);
    expect(await failure(verifyPack(pack, AbortSignal.abort()))).toMatchObject({ code: 'CANCELLED' });
  });
});

describe('listPacks', () => {
  it('lists packs by name, broken ones with their error, and passes over other folders', async () => {
    writeToyPack(folder);
    mkdirSync(join(root, 'another'));
    writeFileSync(join(root, 'another', 'umber.json'), '{');
    mkdirSync(join(root, 'photographs'));
    const listings = await listPacks([root, join(root, 'nowhere')]);
    expect(listings.map((listing) => listing.pack?.manifest.name ?? listing.error?.code)).toEqual([
      'PACK_MANIFEST_INVALID',
      'toy',
    ]);
  });
});
