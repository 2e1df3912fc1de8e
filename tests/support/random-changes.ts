import { createHash } from 'node:crypto';
import {
  addLayer,
  BitmapEditor,
  boundsOf,
  brushSegment,
  fillRectangle,
  paintTiles,
  readRegion,
  removeLayer,
  setGeneration,
  type Command,
  type History,
} from '../../src/document/index.ts';
import { bytesPerPixel, type Change } from '../../src/shared/document-format.ts';
import { createRandom } from './create-random.ts';

/**
 * What an artist might do next: mostly strokes, now and then a layer, other words, or a step back. Depends on nothing
 * but the history and the seed, so that two processes paint the same.
 */
export function randomChange(history: History, seed: number): Change {
  const random = createRandom(seed);
  const kind = random();
  if (kind < 0.12 && history.undoLabel !== undefined) return { kind: 'undo' };
  if (kind < 0.17 && history.redoLabel !== undefined) return { kind: 'redo' };
  const { label, patch } = randomCommand(history, kind, random);
  return { kind: 'do', label, patch };
}

function randomCommand({ document }: History, kind: number, random: () => number): Command {
  const { layers, width, height } = document;
  if (layers.length === 0 || (kind < 0.25 && layers.length < 6)) {
    const kinds = ['semantic', 'mask', 'picture'] as const;
    return addLayer(document, {
      kind: kinds[Math.floor(random() * 3)]!,
      name: `Layer ${Math.floor(random() * 100)}`,
    });
  }
  const layer = layers[Math.floor(random() * layers.length)]!;
  if (kind < 0.28 && layers.length > 1) return removeLayer(document, layer.id);
  if (kind < 0.32) return setGeneration(document, { prompt: `words ${Math.floor(random() * 1000)}` });
  const bounds = { x: 0, y: 0, width, height };
  const editor = new BitmapEditor(layer.bitmap, { x: layer.x, y: layer.y, bounds });
  const value =
    bytesPerPixel[layer.kind] === 1
      ? Math.floor(random() * 10)
      : ([random() * 255, random() * 255, random() * 255, 255].map(Math.floor) as [
          number,
          number,
          number,
          number,
        ]);
  const point = () => ({ x: random() * width, y: random() * height });
  if (random() < 0.2) {
    fillRectangle(editor, { ...point(), width: random() * 80, height: random() * 80 }, value);
  } else {
    brushSegment(editor, point(), point(), { radius: 2 + random() * 12, shape: 'round', value });
  }
  return paintTiles(layer.id, editor.tiles(), 'brushStroke');
}

/** Something equal for equal documents, pixels included, however their tiles are held. */
export function fingerprint({ document }: Pick<History, 'document'>): string {
  const { layers, ...fields } = document;
  return sortedJson([
    fields,
    layers.map(({ bitmap, ...layer }) => {
      const bounds = boundsOf(bitmap);
      const pixels = bounds && createHash('sha256').update(readRegion(bitmap, bounds)).digest('hex');
      return { ...layer, bounds, pixels };
    }),
  ]);
}

/** JSON in which fields have one order. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([first], [second]) => (first < second ? -1 : 1)))
      : field,
  );
}
