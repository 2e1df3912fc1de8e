import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLayout } from '../src/engine/index.ts';
import { drawExamples } from './example-layouts.ts';

const folder = join(import.meta.dirname, '..', 'resources', 'examples');
const drawn = drawExamples();
const layouts = [...drawn.keys()].filter((file) => file.endsWith('.png'));

describe('the example layouts', () => {
  it('are the ones that their strokes give', () => {
    // What the bundled pack made of them lies in a folder beside them.
    const files = readdirSync(folder).filter((name) => name !== 'painted');
    expect(files.sort()).toEqual([...drawn.keys()].sort());
    for (const [file, bytes] of drawn) {
      if (file === 'index.json') {
        expect(readFileSync(join(folder, file), 'utf8')).toBe(Buffer.from(bytes).toString());
        continue;
      }
      // Compared as painted: how well the pixels compress is the library's business.
      expect(readLayout(readFileSync(join(folder, file))).layout, file).toEqual(readLayout(bytes).layout);
    }
  });

  it.each(layouts)('%s is 512×512, wholly labelled, and in palette colours', (file) => {
    const { layout, report } = readLayout(readFileSync(join(folder, file)));
    expect([layout.width, layout.height]).toEqual([512, 512]);
    expect(layout.classIds.includes(0)).toBe(false);
    expect(report.snappedPixels).toBe(0);
    // A child takes four colours, and one is the sky.
    expect(report.classes.length).toBeGreaterThanOrEqual(file.startsWith('child-') ? 4 : 5);
  });
});
