import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { kindOfFile, mayBeLayout, nameFromFile } from './file-kinds.ts';

const layout = readFileSync(new URL('../../../resources/examples/mountain-lake.png', import.meta.url));
const picture = readFileSync(new URL('../../../docs/world.png', import.meta.url));
const webp = readFileSync(new URL('../../../resources/examples/painted/mountain-lake.webp', import.meta.url));

describe('kindOfFile', () => {
  it('goes by the content', () => {
    expect(kindOfFile(layout)).toBe('png');
    expect(kindOfFile(webp)).toBe('picture');
    expect(kindOfFile(new TextEncoder().encode('hello'))).toBe('unknown');
    expect(kindOfFile(new Uint8Array())).toBe('unknown');
  });

  it.each([
    ['a project', ['project.json', 'thumbnail.png'], 'project'],
    ['a project zipped anew', ['thumbnail.png', 'project.json'], 'project'],
    ['a drawing of another program', ['mimetype', 'stack.xml', 'data/layer0.png'], 'unknown'],
  ])('tells of zips which is one of ours: %s', (_, names, kind) => {
    const zip = zipSync(Object.fromEntries(names.map((name) => [name, new Uint8Array(3)])));
    expect(kindOfFile(zip)).toBe(kind);
  });

  it('knows a project that was cut short', () => {
    const zip = zipSync({ 'project.json': new Uint8Array(100), 'thumbnail.png': new Uint8Array(100) });
    expect(kindOfFile(zip.subarray(0, 60))).toBe('project');
  });
});

describe('mayBeLayout', () => {
  it('tells an indexed PNG from a photograph', () => {
    expect(mayBeLayout(layout)).toBe(true);
    expect(mayBeLayout(picture)).toBe(false);
    expect(mayBeLayout(webp)).toBe(false);
  });
});

describe('nameFromFile', () => {
  it('leaves folders and endings out', () => {
    expect(nameFromFile('C:\\pictures\\hồ núi.umber')).toBe('hồ núi');
    expect(nameFromFile('.umber')).toBe('Umber');
  });
});
