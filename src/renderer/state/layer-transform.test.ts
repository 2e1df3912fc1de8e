import { describe, expect, it } from 'vitest';
import { boundsOf, fillLayer, maskOfRegion, setFrame, type Rect } from '../../document/index.ts';
import { withField } from './placement.ts';
import { emptyProject } from './testing/empty-project.ts';

const square = { x: 40, y: 40, width: 20, height: 20 };

/** A project with a square of a class, and another layer. */
function projectWithSquare() {
  const project = emptyProject();
  const id = project.activeLayerId;
  project.commit('fillLayer', fillLayer(project.document, id, 3, square).patch);
  return project;
}

type Project = ReturnType<typeof projectWithSquare>;

function boxOf(project: Project): Rect | undefined {
  const layer = project.document.layers[0]!;
  const bounds = boundsOf(layer.bitmap);
  return bounds && { ...bounds, x: bounds.x + layer.x, y: bounds.y + layer.y };
}

/** Types a width of twice the square's. */
function widen({ transform }: Project): void {
  const { pixels, placement } = transform;
  transform.place(withField(pixels!.box, placement!, 'width', 40, false));
}

const wide = { ...square, width: 40 };

describe('a transform that is not applied yet', () => {
  it('is no step, and is made of the pixels as they were however often it changes', () => {
    const project = projectWithSquare();
    const { transform } = project;
    const before = project.document;
    for (const angle of [13, 77, 45, 0]) {
      transform.place(withField(square, transform.placement!, 'angle', angle, false));
    }
    widen(project);
    expect(project.document).toBe(before);
    transform.apply();
    expect(boxOf(project)).toEqual(wide);
    expect(project.steps.undo).toEqual(['fillLayer', 'transformLayer']);
  });

  it('is nothing at all where everything is as it was again', () => {
    const project = projectWithSquare();
    widen(project);
    project.transform.place(withField(square, project.transform.placement!, 'width', 20, false));
    expect(project.transform.isPending).toBe(false);
    project.settle();
    expect(project.steps.undo).toEqual(['fillLayer']);
  });

  it.each<[string, (project: Project) => unknown]>([
    ['another layer is chosen', (project) => (project.activeLayerId = 'other')],
    ['something is selected', (project) => (project.selection = maskOfRegion(square))],
    ['the project is saved', (project) => void project.flush()],
    [
      'something else is done',
      (project) => project.commit('setFrame', setFrame(project.document, square).patch),
    ],
  ])('is applied before %s', (_case, act) => {
    const project = projectWithSquare();
    widen(project);
    act(project);
    expect(project.transform.isPending).toBe(false);
    expect(boxOf(project)).toEqual(wide);
    expect(project.steps.undo.slice(0, 2)).toEqual(['fillLayer', 'transformLayer']);
  });

  it('is what one undo takes back, and keeps what could be done again', () => {
    const project = projectWithSquare();
    project.commit('setFrame', setFrame(project.document, square).patch);
    project.undo();
    widen(project);
    expect([project.undoLabel, project.redoLabel]).toEqual(['transformLayer', undefined]);
    project.redo();
    expect(project.transform.isPending).toBe(true);
    project.undo();
    expect(project.transform.isPending).toBe(false);
    expect(boxOf(project)).toEqual(square);
    expect(project.redoLabel).toBe('setFrame');
  });

  it('is done before the history is gone through, so that it can be done again', () => {
    const project = projectWithSquare();
    widen(project);
    project.travel(-1);
    expect(boxOf(project)).toBeUndefined();
    expect(project.steps.redo).toEqual(['fillLayer', 'transformLayer']);
    project.travel(2);
    expect(boxOf(project)).toEqual(wide);
    project.undo();
    widen(project);
    project.travel(1);
    expect(project.transform.isPending).toBe(true);
    expect(project.steps.redo).toEqual(['transformLayer']);
  });

  it('is no step where it changes no pixel', () => {
    const project = projectWithSquare();
    project.transform.place(withField(square, project.transform.placement!, 'angle', 90, false));
    project.transform.apply();
    expect(project.steps.undo).toEqual(['fillLayer']);
  });

  it('gives way to a change of the very pixels that it moves', () => {
    const project = projectWithSquare();
    widen(project);
    const { label, patch } = fillLayer(project.document, project.activeLayerId, 0, square);
    project.commit(label, patch);
    expect(boxOf(project)).toBeUndefined();
    expect(project.transform.isPending).toBe(false);
  });
});

describe('a selection', () => {
  it('goes along with what it covers, and back in the same step', () => {
    const project = projectWithSquare();
    const selection = maskOfRegion({ x: 30, y: 30, width: 20, height: 20 });
    project.selection = selection;
    const { transform } = project;
    expect(transform.pixels?.box).toEqual({ x: 40, y: 40, width: 10, height: 10 });
    transform.place(withField(transform.pixels!.box, transform.placement!, 'x', 140, false));
    transform.apply('moveLayer');
    const moved = { x: 130, y: 30, width: 20, height: 20 };
    expect(boundsOf(project.selection)).toEqual(moved);
    expect(boxOf(project)).toEqual({ x: 40, y: 40, width: 110, height: 20 });
    expect(project.steps.undo).toEqual(['fillLayer', 'select', 'moveLayer']);

    project.undo();
    expect([project.selection, boxOf(project)]).toEqual([selection, square]);
    project.redo();
    expect(boundsOf(project.selection)).toEqual(moved);
    project.undo();
    project.undo();
    expect(project.selection).toBeUndefined();
    project.redo();
    project.redo();
    expect(boundsOf(project.selection)).toEqual(moved);
  });

  it('stays where a step that took it along is taken back for another, and is a step of its own', () => {
    const project = projectWithSquare();
    project.selection = maskOfRegion(square);
    widen(project);
    project.transform.apply();
    const after = project.selection;
    project.selection = maskOfRegion({ x: 0, y: 0, width: 5, height: 5 });
    project.takeBack();
    expect(boxOf(project)).toEqual(square);
    expect(project.steps.undo).toEqual(['fillLayer', 'select', 'select', 'select']);
    project.undo();
    expect(project.selection).toBe(after);
  });
});
