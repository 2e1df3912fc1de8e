import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callRoute, createHost } from './index.ts';

let packsFolder = '';
beforeEach(async () => (packsFolder = await mkdtemp(join(tmpdir(), 'umber-host-'))));
afterEach(() => rm(packsFolder, { recursive: true }));

const makeHost = () => createHost({ packsFolder, version: '1.2.3', versions: { node: '24' } });

describe('app.about', () => {
  it('lists packs and passes over folders that are none', async () => {
    await mkdir(join(packsFolder, 'empty'));
    await mkdir(join(packsFolder, 'broken'));
    await writeFile(join(packsFolder, 'broken', 'umber.json'), '{');
    await mkdir(join(packsFolder, 'linked'));
    await symlink(resolve('tests/fixtures/packs/tiny/umber.json'), join(packsFolder, 'linked', 'umber.json'));
    await mkdir(join(packsFolder, 'huge'));
    const manifest = await readFile('tests/fixtures/packs/tiny/umber.json', 'utf8');
    await writeFile(join(packsFolder, 'huge', 'umber.json'), manifest + ' '.repeat(1024 * 1024));
    const answer = await callRoute(makeHost(), 'app.about', undefined);
    expect(answer).toEqual({ ok: true, value: { version: '1.2.3', versions: { node: '24' }, packs: [] } });
  });

  it('names an installed pack and its licence', async () => {
    const host = createHost({ packsFolder: 'tests/fixtures/packs', version: '', versions: {} });
    expect(await callRoute(host, 'app.about', undefined)).toMatchObject({
      ok: true,
      value: { packs: [{ name: 'tiny', licence: 'MIT' }] },
    });
  });

  it('lists packs in the order of their index', async () => {
    const manifest = JSON.parse(await readFile('tests/fixtures/packs/tiny/umber.json', 'utf8')) as object;
    for (const name of ['a-teacher', 'b-student']) {
      await mkdir(join(packsFolder, name));
      await writeFile(join(packsFolder, name, 'umber.json'), JSON.stringify({ ...manifest, name }));
    }
    await writeFile(join(packsFolder, 'index.json'), '["b-student"]');
    expect(await callRoute(makeHost(), 'app.about', undefined)).toMatchObject({
      value: { packs: [{ name: 'b-student' }, { name: 'a-teacher' }] },
    });
  });

  it('answers without a packs folder', async () => {
    const host = createHost({ packsFolder: join(packsFolder, 'none'), version: '', versions: {} });
    expect(await callRoute(host, 'app.about', undefined)).toMatchObject({ ok: true, value: { packs: [] } });
  });
});

describe('callRoute', () => {
  it('refuses input that the schema does not know', async () => {
    expect(await callRoute(makeHost(), 'app.about', { path: '/etc' })).toMatchObject({
      ok: false,
      error: { code: 'REQUEST_INVALID', advice: expect.stringMatching(/./) as string },
    });
  });

  it('turns a thrown error into a value with a code, no stack and no home path', async () => {
    const thrown = new Error(`broken: ${join(homedir(), 'drawings')}`);
    const host = { ...makeHost(), 'app.about': () => Promise.reject(thrown) };
    const answer = await callRoute(host, 'app.about', undefined);
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'INTERNAL', message: `broken: ${join('~', 'drawings')}` },
    });
    expect(JSON.stringify(answer)).not.toContain('host.test.ts');
  });
});
