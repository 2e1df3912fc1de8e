import { describe, expect, it } from 'vitest';
import { createDocument, History, type Document } from '../../document/index.ts';
import { extendFrame, extendSides } from './extend-frame.ts';

/** The document after the frame was extended, and after that was undone. */
function extended(document: Document, side: (typeof extendSides)[number], share: number) {
  const history = new History(document);
  const after = history.commit('extendFrame', extendFrame(document, side, share)!).document;
  return { after, undone: history.undo()!.document };
}

describe('a frame that is extended', () => {
  it('grows the canvas on that side with it, and what is on the canvas stays where it is in the frame', () => {
    const document = createDocument({ width: 400, height: 200 });
    for (const side of extendSides) {
      const { after, undone } = extended(document, side, 0.25);
      const isAcross = side === 'left' || side === 'right';
      const size = { width: isAcross ? 504 : 400, height: isAcross ? 200 : 248 };
      expect(after).toMatchObject({ ...size, frame: { x: 0, y: 0, ...size } });
      const moved = { x: side === 'left' ? 104 : 0, y: side === 'top' ? 48 : 0 };
      expect(after.layers[0]).toMatchObject(moved);
      expect(undone).toEqual(document);
    }
  });

  it('uses the canvas that is there first', () => {
    const frame = { x: 40, y: 0, width: 100, height: 200 };
    const document = { ...createDocument({ width: 400, height: 200 }), frame };
    expect(extended(document, 'left', 0.2).after).toMatchObject({ width: 400, frame: { x: 16, width: 124 } });
    const { after } = extended(document, 'left', 1);
    expect(after).toMatchObject({ width: 464, frame: { x: 0, width: 204 } });
    expect(after.layers[0]).toMatchObject({ x: 64 });
    expect(extended(document, 'right', 1).after).toMatchObject({
      width: 400,
      frame: { x: 40, width: 204 },
    });
  });

  it('is not made larger than a canvas can be', () => {
    expect(extendFrame(createDocument({ width: 8000, height: 10 }), 'right', 0.25)).toBeUndefined();
  });
});
