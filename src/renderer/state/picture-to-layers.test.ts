import { describe, expect, it } from 'vitest';
import { addLayers, createDocument, flattenLayout, History } from '../../document/index.ts';
import { classNamed } from '../../shared/palette.ts';
import { layersOfPicture } from './picture-to-layers.ts';

const [sky, grass, house] = ['sky', 'grass', 'house'].map((name) => classNamed(name)!.id);

/** Sky over grass with a house in it, and a speck of house in the sky. */
function seenLayout() {
  const [width, height] = [100, 80];
  const classIds = new Uint8Array(width * height).fill(sky!, 0, 4000).fill(grass!, 4000);
  for (let y = 30; y < 60; y++) classIds.fill(house!, y * width + 40, y * width + 60);
  classIds[505] = house!;
  return { width, height, classIds };
}

describe('layersOfPicture', () => {
  it('stacks one layer per class by depth over the picture, without specks', () => {
    const place = { x: 10, y: 20, width: 200, height: 160 };
    const layers = layersOfPicture({ ...seenLayout() }, place, (classId) => `class ${classId}`);
    expect(layers.map(({ name }) => name)).toEqual([`class ${sky}`, `class ${grass}`, `class ${house}`]);
    expect(layers.every(({ x, y }) => x === 10 && y === 20)).toBe(true);

    const document = createDocument({ width: 256, height: 256 });
    const history = new History(document);
    const { label, patch } = addLayers(document, layers, 'pictureToLayers');
    const made = history.commit(label, patch).document;
    const { classIds } = flattenLayout(made, place, { gaps: 'unlabelled' });
    // The speck lay at (5, 5), and the picture is twice as large.
    expect(classIds[10 * 200 + 10]).toBe(sky);
    expect(classIds[80 * 200 + 100]).toBe(house);
    expect(classIds[150 * 200 + 10]).toBe(grass);

    expect(history.undo()?.document.layers).toEqual(document.layers);
  });

  it('has something behind what stands in front', () => {
    const layers = layersOfPicture(seenLayout(), { x: 0, y: 0, width: 100, height: 80 }, String);
    const document = createDocument({ width: 100, height: 80 }, []);
    const behind = new History(document).commit('x', addLayers(document, layers.slice(0, 2), 'x').patch);
    const { classIds } = flattenLayout(behind.document, document.frame, { gaps: 'unlabelled' });
    expect(classIds[35 * 100 + 50]).toBe(sky);
    expect(classIds[58 * 100 + 50]).toBe(grass);
  });
});
