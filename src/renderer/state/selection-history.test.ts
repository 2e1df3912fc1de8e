import { describe, expect, it } from 'vitest';
import { canvasOf, invertMask, maskOfRegion, setFrame } from '../../document/index.ts';
import { SelectionHistory } from './selection-history.ts';
import { emptyProject } from './testing/empty-project.ts';

const box = (x: number) => maskOfRegion({ x, y: 0, width: 20, height: 20 });

function moveFrame(project: ReturnType<typeof emptyProject>, x: number): void {
  const { label, patch } = setFrame(project.document, { x, y: 0, width: 256, height: 256 });
  project.commit(label, patch);
}

describe('selections in the history of a project', () => {
  it('are none where they are empty', () => {
    const project = emptyProject(512);
    project.selection = box(0);
    project.selection = invertMask(maskOfRegion(canvasOf(project.document)), canvasOf(project.document));
    expect(project.selection).toBeUndefined();
    project.undo();
    expect(project.selection).toBeDefined();
  });

  it('are taken back as far as the document, hundreds of steps', () => {
    const project = emptyProject(512);
    const first = (project.selection = box(0));
    for (let x = 1; x <= 250; x++) project.selection = box(x);
    for (let x = 1; x <= 250; x++) project.undo();
    expect(project.selection).toBe(first);
  });

  it('are taken back and made again between the steps of the document, by their names', () => {
    const project = emptyProject(512);
    const [first, second] = [box(0), box(100)];
    project.selection = first;
    moveFrame(project, 8);
    project.selection = second;
    project.selection = undefined;
    expect(project.steps.undo).toEqual(['select', 'setFrame', 'select', 'select']);
    const seen = () => [project.selection, project.document.frame.x];
    const states = [seen()];
    for (let step = 0; step < 4; step++) {
      project.undo();
      states.push(seen());
    }
    expect(states).toEqual([
      [undefined, 8],
      [second, 8],
      [first, 8],
      [first, 0],
      [undefined, 0],
    ]);
    expect(project.undoLabel).toBeUndefined();
    expect(project.steps.redo).toEqual(['select', 'setFrame', 'select', 'select']);
    for (const state of states.toReversed().slice(1)) {
      project.redo();
      expect(seen()).toEqual(state);
    }
    expect(project.redoLabel).toBeUndefined();
  });

  it('stay when a step of the document is taken back for another', () => {
    const project = emptyProject(512);
    moveFrame(project, 8);
    const selection = box(0);
    project.selection = selection;
    project.takeBack();
    expect([project.selection, project.document.frame.x]).toEqual([selection, 0]);
    moveFrame(project, 16);
    expect(project.steps.undo).toEqual(['select', 'setFrame']);
    project.undo();
    project.undo();
    expect(project.selection).toBeUndefined();
  });

  it('are forgotten, the oldest first, where there are too many, too large, or steps before them are', () => {
    const few = new SelectionHistory({ steps: 2 });
    for (let x = 0; x < 5; x++) few.changed(box(x), box(x + 1), 0);
    expect(few.undoable(0)).toBe(2);
    const small = new SelectionHistory({ bytes: 3 * 128 * 128 });
    for (let x = 0; x < 9; x++) small.changed(undefined, box(x), 0);
    expect(small.undoable(0)).toBeLessThan(9);
    expect(small.undoable(0)).toBeGreaterThan(0);
    const shortened = new SelectionHistory();
    shortened.changed(undefined, box(0), 0);
    shortened.changed(box(0), box(1), 3);
    shortened.shorten(1);
    expect([shortened.undoable(0), shortened.undoable(2)]).toEqual([0, 1]);
  });
});
