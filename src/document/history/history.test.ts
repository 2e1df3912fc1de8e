import { describe, expect, it } from 'vitest';
import { TILE_SIDE, type Change, type Patch, type Tile } from '../../shared/document-format.ts';
import { isUmberError } from '../../shared/errors.ts';
import { BitmapEditor } from '../bitmap/bitmap-editor.ts';
import { pixelAt } from '../bitmap/bitmap.ts';
import { paintTiles } from '../commands/pixel-commands.ts';
import { createDocument, layerById, newLayer, type Document } from '../document.ts';
import { brushSegment } from '../painting/brush.ts';
import { plainly, randomDocument, SeededRandom } from '../testing/random-document.ts';
import { randomCommand } from '../testing/random-command.ts';
import { applyPatch } from './apply-patch.ts';
import { History } from './history.ts';
import { packedBytes, packPatch, patchBytes, unpackPatch } from './packed-patch.ts';

describe('patches', () => {
  it('lead forth, and their inverses back', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = new SeededRandom(seed);
      const before = randomDocument(random);
      const { patch } = randomCommand(random, before);
      const forth = applyPatch(before, patch);
      const back = applyPatch(forth.document, forth.inverse);
      expect(plainly(back.document)).toEqual(plainly(before));
      expect(plainly(applyPatch(back.document, back.inverse).document)).toEqual(plainly(forth.document));
    }
  });

  it('tell where each layer looks other than before, in canvas pixels', () => {
    const layer = newLayer({ id: 'l1', kind: 'semantic', name: 'Layout', x: 10, y: -20 });
    const document = createDocument({ width: 500, height: 500 }, [layer]);
    const tiles: Tile[] = [
      { column: 0, row: 0, pixels: Uint8Array.of(3) },
      { column: 2, row: 1, pixels: Uint8Array.of(4) },
    ];
    const { changed } = applyPatch(document, [{ op: 'tiles', layer: 'l1', tiles }]);
    expect(changed.get('l1')).toEqual({ x: 10, y: -20, width: 3 * TILE_SIDE, height: 2 * TILE_SIDE });
    const seen = (patch: Patch) => [...applyPatch(document, patch).changed];
    expect(seen([{ op: 'layer', layer: 'l1', fields: { name: 'Sky' } }])).toEqual([]);
    expect(seen([{ op: 'layer', layer: 'l1', fields: { opacity: 0.5 } }])).toEqual([['l1', 'all']]);
    expect(seen([{ op: 'remove', layer: 'l1' }])).toEqual([['l1', 'all']]);
    expect(seen([{ op: 'document', fields: { width: 400 } }])).toEqual([]);
  });

  it('are refused where they do not fit, and nothing changes', () => {
    const document = createDocument({ width: 10, height: 10 });
    const { bitmap, ...fields } = newLayer({ id: 'l2', kind: 'mask', name: 'Mask' });
    expect(bitmap.channels).toBe(1);
    const unfit: Patch[] = [
      [{ op: 'tiles', layer: 'gone', tiles: [] }],
      [{ op: 'remove', layer: 'gone' }],
      [{ op: 'layer', layer: 'gone', fields: {} }],
      [{ op: 'tiles', layer: 'l1', tiles: [{ column: 0, row: 0, pixels: new Uint8Array(2) }] }],
      [{ op: 'tiles', layer: 'l1', tiles: [{ column: 0, row: 0, pixels: new Uint8Array(4) }] }],
      [{ op: 'insert', index: 2, layer: fields, tiles: [] }],
      [{ op: 'insert', index: 0, layer: { ...fields, id: 'l1' }, tiles: [] }],
      [{ op: 'order', layers: [] }],
      [{ op: 'order', layers: ['l1', 'l1'] }],
      Array.from({ length: 256 }, (_, index) => ({
        op: 'insert' as const,
        index: 0,
        layer: { ...fields, id: `x${index}` },
        tiles: [],
      })),
    ];
    const history = new History(document);
    for (const patch of unfit) {
      expect(() => history.commit('unfit', patch)).toThrow(
        expect.toSatisfy((error: unknown) => isUmberError(error, 'PROJECT_DAMAGED')),
      );
    }
    expect(history.document).toBe(document);
    expect(history.undoLabel).toBeUndefined();
  });

  it('do not hold on to the message that they came in', () => {
    const message = new Uint8Array(1_000_000);
    message[500] = 7;
    const patch: Patch = [
      { op: 'tiles', layer: 'l1', tiles: [{ column: 0, row: 0, pixels: message.subarray(500, 501) }] },
    ];
    const { document } = applyPatch(createDocument({ width: 10, height: 10 }), patch);
    const [tile] = document.layers[0]!.bitmap.tiles.values();
    expect(tile!.buffer.byteLength).toBe(1);
    expect(tile![0]).toBe(7);
  });

  it('are packed and unpacked byte for byte, and are much smaller where classes are painted', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = new SeededRandom(seed);
      const { patch } = randomCommand(random, randomDocument(random));
      const packed = packPatch(patch);
      expect(unpackPatch(packed)).toEqual(patch);
      expect(packedBytes(packed)).toBeLessThanOrEqual(patchBytes(patch));
    }
    const stroke: Patch = [
      { op: 'tiles', layer: 'l1', tiles: strokeTiles(createDocument({ width: 2000, height: 2000 }), 1) },
    ];
    expect(packedBytes(packPatch(stroke))).toBeLessThan(patchBytes(stroke) / 8);
  });
});

describe('history', () => {
  it('goes all the way back and forth again, named', () => {
    const random = new SeededRandom(7);
    const first = randomDocument(random);
    const history = new History(first);
    const states = [plainly(first)];
    const labels: string[] = [];
    for (let step = 0; step < 40; step++) {
      const { label, patch } = randomCommand(random, history.document);
      history.commit(label, patch);
      labels.push(label);
      states.push(plainly(history.document));
    }
    for (let step = 40; step > 0; step--) {
      expect(history.undoLabel).toBe(labels[step - 1]);
      history.undo();
      expect(plainly(history.document)).toEqual(states[step - 1]);
    }
    expect(history.undo()).toBeUndefined();
    for (let step = 0; step < 40; step++) {
      expect(history.redoLabel).toBe(labels[step]);
      history.redo();
    }
    expect(plainly(history.document)).toEqual(states[40]);
    expect(history.redo()).toBeUndefined();
  });

  it('forgets what was undone when something new is done', () => {
    const history = new History(createDocument({ width: 10, height: 10 }));
    history.commit('a', [{ op: 'document', fields: { width: 11 } }]);
    history.undo();
    history.commit('b', [{ op: 'document', fields: { width: 12 } }]);
    expect(history.redo()).toBeUndefined();
    expect(history.undoSteps.map(({ label }) => label)).toEqual(['b']);
  });

  it('keeps 500 steps, and no more', () => {
    const history = new History(createDocument({ width: 1, height: 1 }));
    for (let width = 2; width <= 600; width++)
      history.commit('resizeCanvas', [{ op: 'document', fields: { width } }]);
    expect(history.undoSteps).toHaveLength(500);
    let undone = 0;
    while (history.undo()) undone++;
    expect(undone).toBe(500);
    expect(history.document.width).toBe(100);
  });

  it('keeps 200 broad strokes across a canvas of 1024 pixels within 8 MiB', () => {
    const history = new History(createDocument({ width: 1024, height: 1024 }), undefined, {
      bytes: 8 * 2 ** 20,
    });
    for (let stroke = 0; stroke < 200; stroke++) {
      const { label, patch } = paintTiles('l1', strokeTiles(history.document, stroke), 'brushStroke');
      history.commit(label, patch);
    }
    expect(history.undoSteps).toHaveLength(200);
    while (history.undo());
    expect(layerById(history.document, 'l1')!.bitmap.tiles.size).toBe(0);
    while (history.redo());
    expect(pixelAt(layerById(history.document, 'l1')!.bitmap, 512, 512)).toBeGreaterThan(0);
  });

  it('gives up the oldest steps rather than more memory, never the last one', () => {
    const history = new History(
      createDocument({ width: 2000, height: 2000 }, [
        newLayer({ id: 'p', kind: 'picture', name: 'Picture' }),
      ]),
      undefined,
      { bytes: 300_000 },
    );
    const random = new SeededRandom(3);
    for (let step = 0; step < 20; step++) {
      const pixels = Uint8Array.from({ length: TILE_SIDE * TILE_SIDE * 4 }, () => random.whole(0, 255));
      history.commit(`step${step}`, [{ op: 'tiles', layer: 'p', tiles: [{ column: 0, row: 0, pixels }] }]);
    }
    expect(history.undoSteps.map(({ label }) => label)).toEqual(['step16', 'step17', 'step18', 'step19']);
    const large = Array.from({ length: 20 }, (_, column) => ({
      column,
      row: 0,
      pixels: Uint8Array.from({ length: TILE_SIDE * TILE_SIDE * 4 }, () => random.whole(0, 255)),
    }));
    history.commit('large', [{ op: 'tiles', layer: 'p', tiles: large }]);
    history.commit('larger', [
      { op: 'tiles', layer: 'p', tiles: large.map((tile) => ({ ...tile, pixels: new Uint8Array(4) })) },
    ]);
    expect(history.undoLabel).toBe('larger');
    expect(history.undoSteps).toHaveLength(1);
  });

  it('is the same after its journal is applied to the document that it began with', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const random = new SeededRandom(seed);
      const first = randomDocument(random);
      const history = new History(first);
      const journal: Change[] = [];
      for (let step = 0; step < 30; step++) {
        const choice = random.next();
        if (choice < 0.6) {
          const { label, patch } = randomCommand(random, history.document);
          history.commit(label, patch);
          journal.push({ kind: 'do', label, patch });
        } else if (choice < 0.85) {
          if (history.undo()) journal.push({ kind: 'undo' });
        } else if (history.redo()) journal.push({ kind: 'redo' });
      }
      const replica = new History(first);
      for (const change of journal) replica.apply(structuredClone(change));
      expect(plainly(replica.document)).toEqual(plainly(history.document));
      expect(replica.undoSteps).toEqual(history.undoSteps);
      expect(replica.redoSteps).toEqual(history.redoSteps);
    }
  });

  it('goes on from saved steps', () => {
    const random = new SeededRandom(11);
    const first = randomDocument(random);
    const history = new History(first);
    for (let step = 0; step < 10; step++) {
      const { label, patch } = randomCommand(random, history.document);
      history.commit(label, patch);
    }
    for (let step = 0; step < 3; step++) history.undo();
    const saved = structuredClone({ undo: history.undoSteps, redo: history.redoSteps });
    const opened = new History(history.document, saved);
    while (opened.undo());
    expect(plainly(opened.document)).toEqual(plainly(first));
    while (opened.redo());
    while (history.redo());
    expect(plainly(opened.document)).toEqual(plainly(history.document));
  });
});

function strokeTiles(document: Document, stroke: number): Tile[] {
  const layer = document.layers[0]!;
  const editor = new BitmapEditor(layer.bitmap);
  const angle = (stroke * Math.PI) / 40;
  const { width, height } = document;
  const reach = Math.min(width, height) / 2;
  const from = { x: width / 2 - Math.cos(angle) * reach, y: height / 2 - Math.sin(angle) * reach };
  const to = { x: width / 2 + Math.cos(angle) * reach, y: height / 2 + Math.sin(angle) * reach };
  brushSegment(editor, from, to, { radius: 100, shape: 'round', value: (stroke % 24) + 1 });
  return editor.tiles();
}
