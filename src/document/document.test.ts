import { describe, expect, it } from 'vitest';
import { documentSnapshotSchema } from '../shared/document-format.ts';
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
