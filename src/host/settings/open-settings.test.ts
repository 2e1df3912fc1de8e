import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFaultyFs, diskFaults } from '../../../tests/support/faulty-fs.ts';
import type { HostEvent } from '../../shared/events.ts';
import { defaultSettings, settingsChangeSchema } from '../../shared/settings.ts';
import { openSettings } from './open-settings.ts';

let dataFolder = '';
let events: HostEvent[] = [];
const emit = (event: HostEvent) => void events.push(event);
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'umber-settings-'));
  events = [];
});
afterEach(() => rm(dataFolder, { recursive: true }));

const path = () => join(dataFolder, 'settings.json');
const open = () => openSettings({ dataFolder, emit });

describe('settings', () => {
  it('begin with their defaults and keep what is set, one field at a time', async () => {
    const store = await open();
    expect(store.current).toEqual(defaultSettings);
    const answers = await Promise.all([
      store.handlers['settings.set'](settingsChangeSchema.parse({ theme: 'dark' })),
      store.handlers['settings.set'](settingsChangeSchema.parse({ language: 'vi' })),
    ]);
    expect(answers[1]).toEqual({ ...defaultSettings, theme: 'dark', language: 'vi' });
    expect(events).toEqual(answers.map((settings) => ({ kind: 'settingsChanged', settings })));
    await store.close();
    expect((await open()).current).toEqual(answers[1]);
    expect((await stat(path())).mode & 0o777).toBe(0o600);
  });

  it('of which a field makes no sense keep the others, and those of a newer program', async () => {
    await writeFile(path(), JSON.stringify({ theme: 'purple', language: 'en', threads: -1, newer: [1] }));
    const store = await open();
    expect(store.current).toEqual({ ...defaultSettings, language: 'en' });
    await store.handlers['settings.set']({ isLive: false });
    expect(JSON.parse(await readFile(path(), 'utf8'))).toMatchObject({
      newer: [1],
      isLive: false,
      theme: 'dark',
    });
  });

  it.each(['', '{"theme":"dark"', '[]', 'null', '"dark"', '\0\0\0'])(
    'that are damaged (%j) are put aside, and everything has its default',
    async (text) => {
      await writeFile(path(), text);
      expect((await open()).current).toEqual(defaultSettings);
      expect(await readdir(dataFolder)).toEqual(['settings.damaged.json']);
      expect(await readFile(join(dataFolder, 'settings.damaged.json'), 'utf8')).toBe(text);
    },
  );

  it('are old or new whichever step fails and however, in the file and in use', async () => {
    for (const [code, expected] of diskFaults) {
      for (let failing = 0; ; failing++) {
        await rm(path(), { force: true });
        const disk = createFaultyFs();
        const store = await openSettings({ dataFolder, emit, fs: disk.fs });
        await store.handlers['settings.set']({ theme: 'dark' });
        disk.fail(failing, code);
        const outcome = await store.handlers['settings.set']({ theme: 'light' }).catch(
          (error: unknown) => error,
        );
        const isDone = disk.calls.length <= failing;
        disk.heal();
        const where = `${code} at ${failing}`;
        if (!isDone) expect(outcome, where).toMatchObject({ code: expected });
        const { current } = await open();
        expect(['dark', 'light'], where).toContain(current.theme);
        if (isDone) expect(current.theme).toBe('light');
        else expect(store.current.theme, where).toBe('dark');
        expect(await store.handlers['settings.set']({ theme: 'light' }), where).toMatchObject({
          theme: 'light',
        });
        if (isDone) break;
      }
    }
  }, 120_000);
});
