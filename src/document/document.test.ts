import { describe, expect, it } from 'vitest';
import {
  documentSnapshotSchema,
  generationModes,
  type GenerationSettings,
} from '../shared/document-format.ts';
import { isUmberError } from '../shared/errors.ts';
import { createDocument, documentFromSnapshot, freeLayerId, snapshotOf } from './document.ts';
import { plainly, randomDocument, SeededRandom } from './testing/random-document.ts';

describe('document', () => {
  it('crosses a boundary and is the same', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const document = randomDocument(new SeededRandom(seed));
      const snapshot = documentSnapshotSchema.parse(structuredClone(snapshotOf(document)));
      expect(plainly(documentFromSnapshot(snapshot))).toEqual(plainly(document));
    }
  });

  it('begins with one empty layer and the whole canvas for a frame', () => {
    const document = createDocument({ width: 300, height: 200 });
    expect(document.layers).toHaveLength(1);
    expect(document.layers[0]).toMatchObject({ kind: 'semantic', isVisible: true, isLocked: false });
    expect(document.frame).toEqual({ x: 0, y: 0, width: 300, height: 200 });
    expect(() => documentSnapshotSchema.parse(snapshotOf(document))).not.toThrow();
  });

  it('of before there were modes is read as it was written, and settings of every mode cross too', () => {
    const document = createDocument({ width: 300, height: 200 });
    expect(documentSnapshotSchema.parse(snapshotOf(document)).generation).toEqual(document.generation);
    const chosen = {
      strength: 0.4,
      feather: 0,
      context: 256,
      extendBy: 0.5,
      enlargement: { longestSide: 8192 },
      damage: 0.3,
      wrap: 'both',
    } as const satisfies Partial<GenerationSettings>;
    for (const mode of generationModes) {
      const generation = { ...document.generation, ...chosen, mode };
      expect(documentSnapshotSchema.parse(snapshotOf({ ...document, generation })).generation).toEqual(
        generation,
      );
    }
  });

  it('refuses tiles of a wrong size', () => {
    const snapshot = snapshotOf(createDocument({ width: 10, height: 10 }));
    snapshot.layers[0]!.tiles.push({ column: 0, row: 0, pixels: new Uint8Array(100) });
    expect(() => documentFromSnapshot(snapshot)).toThrow(
      expect.toSatisfy((error: unknown) => isUmberError(error, 'PROJECT_DAMAGED')),
    );
  });

  it('finds an id that no layer has', () => {
    const document = createDocument({ width: 10, height: 10 });
    expect(freeLayerId(document)).toBe('l2');
    expect(freeLayerId({ ...document, layers: [{ ...document.layers[0]!, id: 'sky' }] })).toBe('l1');
    expect(freeLayerId({ ...document, layers: [{ ...document.layers[0]!, id: 'l41' }] })).toBe('l42');
  });
});
