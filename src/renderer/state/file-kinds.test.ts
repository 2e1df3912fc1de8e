import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kindOfFile, mayBeLayout, nameFromFile } from './file-kinds.ts';

const layout = readFileSync(new URL('../../../resources/examples/mountain-lake.png', import.meta.url));
const picture = readFileSync(new URL('../../../docs/world.png', import.meta.url));
const webp = readFileSync(new URL('../../../resources/examples/painted/mountain-lake.webp', import.meta.url));

describe('kindOfFile', () => {
  it('goes by the content', () => {
    expect(kindOfFile(layout)).toBe('png');
    expect(kindOfFile(webp)).toBe('picture');
    expect(kindOfFile(new TextEncoder().encode('PK\u0003\u0004rest'))).toBe('project');
    expect(kindOfFile(new TextEncoder().encode('hello'))).toBe('unknown');
    expect(kindOfFile(new Uint8Array())).toBe('unknown');
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
