import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { placeWindow, readWindowState, writeWindowState, type Bounds } from './window-state.ts';

const screen: Bounds = { x: 0, y: 0, width: 1920, height: 1040 };
const second: Bounds = { x: 1920, y: 0, width: 2560, height: 1400 };
const state = (bounds: Bounds) => ({ bounds, isMaximised: false });

describe('placeWindow', () => {
  it('puts the window back where it was', () => {
    const bounds = { x: 2000, y: 100, width: 1200, height: 800 };
    expect(placeWindow(state(bounds), [screen, second])).toEqual(bounds);
  });

  it('lets the system place the first window, no larger than the screen', () => {
    expect(placeWindow(undefined, [screen])).toEqual({ width: 1440, height: 900 });
    expect(placeWindow(undefined, [{ ...screen, width: 1280, height: 700 }])).toEqual({
      width: 1280,
      height: 700,
    });
  });

  it.each<[string, Bounds]>([
    ['on a screen that is gone', { x: 2000, y: 100, width: 1200, height: 800 }],
    ['left of everything', { x: -1150, y: 100, width: 1200, height: 800 }],
    ['with its upper edge above the screen', { x: 100, y: -40, width: 1200, height: 800 }],
    ['below the screen', { x: 100, y: 1000, width: 1200, height: 800 }],
  ])('does not put it back %s', (_where, bounds) => {
    expect(placeWindow(state(bounds), [screen])).toEqual({ width: 1200, height: 800 });
  });

  it('makes it fit a screen that became smaller, and never too small to use', () => {
    expect(placeWindow(state({ x: 0, y: 0, width: 5000, height: 3000 }), [screen])).toEqual(screen);
    expect(placeWindow(state({ x: 0, y: 0, width: 10, height: 10 }), [screen])).toEqual({
      width: 720,
      height: 480,
    });
  });
});

describe('the file', () => {
  let folder = '';
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'umber-window-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('keeps what it is given', () => {
    const file = join(folder, 'window.json');
    writeWindowState(file, { bounds: screen, isMaximised: true });
    expect(readWindowState(file)).toEqual({ bounds: screen, isMaximised: true });
  });

  it.each([
    '',
    '{',
    'null',
    '{"bounds":{"x":0.5,"y":0,"width":9,"height":9},"isMaximised":true}',
    '{"bounds":1}',
  ])('is passed over when it holds “%s”', async (text) => {
    const file = join(folder, 'window.json');
    await writeFile(file, text);
    expect(readWindowState(file)).toBeUndefined();
  });

  it('may be missing, and may fail to be written', () => {
    expect(readWindowState(join(folder, 'none'))).toBeUndefined();
    expect(() => writeWindowState(folder, { bounds: screen, isMaximised: true })).not.toThrow();
  });
});
