import { describe, expect, it } from 'vitest';
import {
  BitmapEditor,
  History,
  addLayer,
  createDocument,
  paintTiles,
  pixelAt,
  setLayer,
  type Document,
  type Rect,
} from '../../../document/index.ts';
import type { Patch } from '../../../shared/document-format.ts';
import type { LayerDraft } from './display-layers.ts';
import { ShownDocument } from './shown-document.ts';

/** A project and a paper that remembers what had to be painted again. */
function shown() {
  const history = new History(createDocument({ width: 512, height: 512 }));
  const stale: [kind: string, rect: Rect | undefined][] = [];
  const paper = {
    draft: undefined as LayerDraft | undefined,
    document: history.document,
    show(document: Document, draft: LayerDraft | undefined) {
      paper.document = document;
      paper.draft = draft;
    },
    invalidate: (kind: string, rect: Rect | undefined) => void stale.push([kind, rect]),
  };
  const project = {
    get document() {
      return history.document;
    },
    commit(label: string, patch: Patch) {
      document.update(history.commit(label, patch).changed);
    },
  };
  const document = new ShownDocument({ project, paper, redraw: () => undefined });
  const layer = history.document.layers[0]!;
  const editor = new BitmapEditor(layer.bitmap);
  editor.fillRect({ x: 10, y: 10, width: 20, height: 20 }, 3);
  const draft = { layerId: layer.id, bitmap: editor.bitmap };
  return { document, history, paper, stale, draft, tiles: editor.tiles(), layerId: layer.id };
}

const dab = { x: 10, y: 10, width: 20, height: 20 };

describe('the document on the paper', () => {
  it('paints a committed stroke once, while it was drawn', () => {
    const { document, paper, stale, draft, tiles, layerId } = shown();
    document.showDraft(draft, dab);
    expect(stale).toEqual([['semantic', dab]]);
    document.commitDraft('brushStroke', paintTiles(layerId, tiles, 'brushStroke').patch);
    expect(stale).toHaveLength(1);
    expect(paper.draft).toBeUndefined();
    expect(pixelAt(paper.document.layers[0]!.bitmap, 15, 15)).toBe(3);
  });

  it('paints again all that a dropped draft had changed', () => {
    const { document, paper, stale, draft } = shown();
    document.showDraft(draft, dab);
    document.showDraft(draft, { ...dab, x: 100 });
    document.dropDraft();
    expect(stale.at(-1)).toEqual(['semantic', { x: 10, y: 10, width: 110, height: 20 }]);
    expect(paper.draft).toBeUndefined();
  });

  it('paints again what an opacity made look different, whatever ends it', () => {
    const whole = { x: 0, y: 0, width: 512, height: 512 };
    for (const end of ['stroke', 'change'] as const) {
      const { document, history, paper, stale, draft, layerId } = shown();
      document.showDraft({ layerId, opacity: 0.2 }, whole);
      stale.length = 0;
      if (end === 'stroke') document.showDraft(draft, dab);
      else document.update(history.commit('setLayer', setLayer(history.document, layerId, {}).patch).changed);
      expect(stale[0]).toEqual(['semantic', whole]);
      expect(paper.draft?.opacity).toBeUndefined();
    }
  });

  it('gives each state of a stroke once to whoever paints pictures of it', () => {
    const { document, draft, layerId } = shown();
    expect(document.takeDraft()).toBeUndefined();
    document.showDraft(draft, dab);
    const taken = document.takeDraft();
    expect(pixelAt(taken!.layers.find(({ id }) => id === layerId)!.bitmap, 15, 15)).toBe(3);
    expect(document.takeDraft()).toBeUndefined();
  });

  it('keeps the draft off the paper when its commit is refused', () => {
    const { document, paper, stale, draft, tiles } = shown();
    document.showDraft(draft, dab);
    expect(() => document.commitDraft('brushStroke', paintTiles('gone', tiles, '').patch)).toThrow();
    expect(paper.draft).toBeUndefined();
    expect(stale).toHaveLength(2);
    expect(document.isOwnChange).toBe(false);
  });

  it('paints everything of a kind again when a layer of it comes, goes or is hidden', () => {
    const { document, history, stale, layerId } = shown();
    const mask = addLayer(history.document, { kind: 'mask', name: 'mask', id: 'mask' });
    document.commit(mask.label, mask.patch);
    const hide = setLayer(history.document, layerId, { isVisible: false });
    document.commit(hide.label, hide.patch);
    document.update(history.undo()!.changed);
    document.update(history.undo()!.changed);
    expect(stale.map(([kind, rect]) => [kind, rect])).toEqual([
      ['mask', undefined],
      ['semantic', undefined],
      ['semantic', undefined],
      ['mask', undefined],
    ]);
  });
});
