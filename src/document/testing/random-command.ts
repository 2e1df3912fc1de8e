import { generationModes, type LayerKind } from '../../shared/document-format.ts';
import { BitmapEditor } from '../bitmap/bitmap-editor.ts';
import { resizeCanvas, setFrame, setGeneration } from '../commands/canvas-commands.ts';
import type { Command } from '../commands/command.ts';
import {
  addLayer,
  duplicateLayer,
  mergeDown,
  moveLayer,
  removeLayer,
  renameLayer,
  reorderLayer,
  setLayer,
} from '../commands/layer-commands.ts';
import {
  clearLayer,
  fillLayer,
  flipLayer,
  paintTiles,
  swapLayerClass,
  transformLayer,
} from '../commands/pixel-commands.ts';
import type { Document } from '../document.ts';
import { rotationAbout } from '../geometry/geometry.ts';
import { brushSegment } from '../painting/brush.ts';
import type { SeededRandom } from './random-document.ts';

/** Something that an artist might do to a document. */
export function randomCommand(random: SeededRandom, document: Document): Command {
  const { layers, width, height } = document;
  const kind = random.of<LayerKind>(['semantic', 'mask', 'picture']);
  const add = () => addLayer(document, { kind, name: 'Another', index: random.whole(0, layers.length) });
  if (layers.length === 0) return add();
  const layer = random.of(layers);
  const { id } = layer;
  const point = () => ({ x: random.between(-20, width + 20), y: random.between(-20, height + 20) });
  const region = { x: random.whole(-20, width), y: random.whole(-20, height), width: 40, height: 30 };
  const paint = () => {
    const editor = new BitmapEditor(layer.bitmap, { x: layer.x, y: layer.y, kind: layer.kind });
    const value = layer.bitmap.channels === 1 ? random.whole(0, 24) : random.whole(0, 2 ** 32 - 1);
    brushSegment(editor, point(), point(), { radius: random.between(0, 20), shape: 'round', value });
    return paintTiles(id, editor.tiles(), 'brushStroke');
  };
  const commands: (() => Command | undefined)[] = [
    paint,
    paint,
    paint,
    add,
    () => removeLayer(document, id),
    () => duplicateLayer(document, id, 'Copy'),
    () => reorderLayer(document, id, random.whole(0, layers.length - 1)),
    () => renameLayer(document, id, `Name ${random.whole(1, 99)}`),
    () => setLayer(document, id, { opacity: random.next(), isVisible: random.next() < 0.5 }),
    () => mergeDown(document, id),
    () => moveLayer(document, id, random.whole(-50, 50), random.whole(-50, 50)),
    () => flipLayer(document, id, random.of(['horizontal', 'vertical'])),
    () => transformLayer(document, id, rotationAbout(point(), random.between(0, 6))),
    () => setFrame(document, { x: random.whole(0, 9), y: 0, width: 8, height: 8 }),
    () => setGeneration(document, { prompt: `words ${random.whole(1, 99)}`, scene: undefined }),
    () => setGeneration(document, { mode: random.of(generationModes), strength: random.between(0.1, 1) }),
    () => resizeCanvas(document, { width: random.whole(20, 170), height: random.whole(20, 170) }),
    () => fillLayer(document, id, random.whole(0, 24), region),
    () => clearLayer(document, id, random.of([undefined, region])),
    () => swapLayerClass(document, id, random.whole(1, 24), random.whole(0, 24)),
  ];
  return random.of(commands)() ?? paint();
}
