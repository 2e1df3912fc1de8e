import { describe, expect, it } from 'vitest';
import { setFrame, setGeneration } from '../../document/index.ts';
import type { GenerationSettings } from '../../shared/document-format.ts';
import { emptyProject } from './testing/empty-project.ts';

function projectWithSettings() {
  const project = emptyProject();
  const change = (fields: Partial<GenerationSettings>) =>
    project.adjust(Object.keys(fields).join(), (document) => setGeneration(document, fields));
  return { project, change };
}

describe('a setting that is changed again', () => {
  it('is one step, which leads back to how it was before the first change', () => {
    const { project, change } = projectWithSettings();
    const before = project.document.generation;
    for (const steps of [10, 20, 30]) change({ steps });
    expect(project.steps.undo).toEqual(['setSteps']);
    expect(project.document.generation.steps).toBe(30);
    project.undo();
    expect(project.document.generation).toEqual(before);
    project.redo();
    expect(project.document.generation.steps).toBe(30);
  });

  it('is a step of its own after another setting, another act, an undo, or a mark', () => {
    const { project, change } = projectWithSettings();
    change({ steps: 10 });
    change({ prompt: 'a lake' });
    change({ steps: 20 });
    expect(project.steps.undo).toEqual(['setSteps', 'setPrompt', 'setSteps']);
    const { label, patch } = setFrame(project.document, { x: 0, y: 0, width: 64, height: 64 });
    project.commit(label, patch);
    change({ steps: 30 });
    project.mark();
    change({ steps: 40 });
    expect(project.steps.undo.slice(3)).toEqual(['setFrame', 'setSteps', 'setSteps']);
    project.undo();
    expect(project.document.generation.steps).toBe(30);
    change({ steps: 50 });
    expect(project.steps.undo.slice(3)).toEqual(['setFrame', 'setSteps', 'setSteps']);
    expect(project.document.generation.prompt).toBe('a lake');
  });

  it('says what it changed where that is one thing', () => {
    const { project, change } = projectWithSettings();
    change({ seed: 3, isSeedLocked: true });
    change({ isSeedLocked: false });
    change({ mode: 'vary', strength: 0.5 });
    expect(project.steps.undo).toEqual(['setSeed', 'setIsSeedLocked', 'setGeneration']);
  });
});
