import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDestination, picturePath } from './picture-paths.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'umber-paths-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('a picture', () => {
  it('goes to the file that was named, in place of what was there', async () => {
    const file = join(root, 'new', 'lake.png');
    const destination = await openDestination(file, 'layout.png');
    expect(picturePath(destination, 7, 1)).toBe(file);
    writeFileSync(file, '');
    expect(picturePath(destination, 7, 1)).toBe(file);
  });

  it('gets its seed in the name where there are several, and replaces no other', async () => {
    const destination = await openDestination(join(root, 'lake.PNG'), undefined);
    expect(picturePath(destination, 7, 4)).toBe(join(root, 'lake-7.PNG'));
    writeFileSync(join(root, 'lake-7.PNG'), '');
    expect(picturePath(destination, 7, 4)).toBe(join(root, 'lake-7-2.PNG'));
  });

  it('is named after its layout in a folder, and replaces no other', async () => {
    const destination = await openDestination(root, 'drawings/valley.layout.png');
    for (const expected of ['valley.layout-3.png', 'valley.layout-3-2.png', 'valley.layout-3-3.png']) {
      const path = picturePath(destination, 3, 1);
      expect(path).toBe(join(root, expected));
      writeFileSync(path, '');
    }
  });

  it('is not let into a folder whose name is a file’s', async () => {
    writeFileSync(join(root, 'file'), '');
    for (const out of [join(root, 'file'), join(root, 'file', 'lake.png')]) {
      await expect(openDestination(out, undefined)).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
    }
  });
});
