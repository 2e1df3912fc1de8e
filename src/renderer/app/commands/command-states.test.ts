import { describe, expect, it } from 'vitest';
import { addLayer, createDocument, History, type Document } from '../../../document/index.ts';
import { commandStatesSchema } from '../../../shared/command-states.ts';
import { commands, type CommandId } from '../../../shared/commands.ts';
import type { LayerKind } from '../../../shared/document-format.ts';
import type { Studio } from '../../state/studio.svelte.ts';
import { commandConditions, commandStates, commandTicks } from './command-states.ts';

function documentWith(...kinds: readonly LayerKind[]): Document {
  const history = new History(createDocument({ width: 256, height: 256 }));
  for (const kind of kinds) {
    const { label, patch } = addLayer(history.document, { kind, name: kind });
    history.commit(label, patch);
  }
  return history.document;
}

/** A studio with a document of these layers, the nearest in the hand. */
function studioWith(kinds: readonly LayerKind[], over: { project?: object; studio?: object } = {}): Studio {
  const document = documentWith(...kinds);
  const activeLayer = document.layers.at(-1);
  return {
    screen: 'editor',
    project: {
      document,
      activeLayer,
      activeLayerId: activeLayer?.id,
      transform: { isPending: false },
      ...over.project,
    },
    tools: { recentClassIds: [1] },
    view: { rotation: 0 },
    settings: {},
    queue: { openCount: 0 },
    language: { has: (key: string) => key === 'steps.paint', t: (key: string) => `t ${key}` },
    isAvailable: (id: CommandId) => id !== 'redo',
    ...over.studio,
  } as unknown as Studio;
}

function isPossible(studio: Studio, id: CommandId): boolean | undefined {
  return commandConditions(studio)[id]?.();
}

describe('commandConditions', () => {
  it('ask for a step to undo', () => {
    const studio = studioWith([], { project: { undoLabel: 'paint', redoLabel: undefined } });
    expect([isPossible(studio, 'undo'), isPossible(studio, 'redo')]).toEqual([true, false]);
    expect(isPossible(studioWith([]), 'undo')).toBe(false);
  });

  it('ask for a selection', () => {
    const ids = ['selectNothing', 'invertSelection', 'maskFromSelection', 'cancel'] as const;
    for (const id of ids) {
      expect([id, isPossible(studioWith([]), id)]).toEqual([id, false]);
      expect([id, isPossible(studioWith([], { project: { selection: {} } }), id)]).toEqual([id, true]);
    }
  });

  it('ask for a mask in the hand, or a layer of the kind that is worked on', () => {
    expect(isPossible(studioWith(['picture', 'mask']), 'growMask')).toBe(true);
    expect(isPossible(studioWith(['mask', 'picture']), 'growMask')).toBe(false);
    expect(isPossible(studioWith(['mask', 'picture']), 'pictureToLayers')).toBe(true);
    expect(isPossible(studioWith(['mask']), 'pictureToLayers')).toBe(false);
  });

  it('ask for a layer on that side, and for one of the same kind to merge with', () => {
    const top = studioWith(['semantic', 'mask']);
    const ids = ['raiseLayer', 'layerAbove', 'lowerLayer', 'layerBelow', 'mergeDown'] as const;
    expect(ids.filter((id) => isPossible(top, id))).toEqual(['lowerLayer', 'layerBelow']);
    expect(isPossible(studioWith(['mask', 'mask']), 'mergeDown')).toBe(true);
  });

  it('ask for a picture to keep, to compare or to cancel', () => {
    const generation = (variants: readonly object[], selected?: object) => ({
      studio: {
        generation: {
          results: { variants, selected },
          staging: { shown: { kind: 'nothing' } },
          pictures: {},
          isBusy: true,
        },
      },
    });
    const live = {
      studio: { generation: { results: { variants: [] }, staging: { shown: { kind: 'live' } } } },
    };
    expect(isPossible(studioWith([], live), 'acceptVariant')).toBe(true);
    expect(isPossible(studioWith([]), 'nextVariant')).toBe(false);
    expect(isPossible(studioWith([], generation([{}])), 'nextVariant')).toBe(true);
    expect(isPossible(studioWith([], generation([{}])), 'acceptVariant')).toBe(false);
    expect(isPossible(studioWith([], generation([{}], {})), 'acceptVariant')).toBe(true);
    expect(isPossible(studioWith([], generation([])), 'toggleCompare')).toBe(false);
    expect(isPossible(studioWith([], generation([])), 'cancel')).toBe(true);
  });
});

describe('commandTicks', () => {
  it('know of every command that menus tick, but for what the shell knows itself', () => {
    const ticked = [...commands].filter(([, { isTicked }]) => isTicked).map(([id]) => id);
    expect([...Object.keys(commandTicks(studioWith([]))), 'toggleFullScreen'].sort()).toEqual(ticked.sort());
  });

  it('answer for the tool, the class and the layer in the hand', () => {
    const tools = { tool: 'swapClass', classId: 12, hasSymmetry: false };
    const ticks = commandTicks(studioWith(['mask'], { studio: { tools } }));
    const ids = Object.keys(ticks).filter((id) => /^tool[A-Z]|^chooseClass|Layer/.test(id)) as CommandId[];
    expect(ids.filter((id) => ticks[id]?.())).toEqual([
      'toolSwapClass',
      'chooseClass12',
      'toggleLayerVisible',
    ]);
  });
});

describe('commandStates', () => {
  const project = { undoLabel: 'paint', redoLabel: 'A'.repeat(300) };
  const studio = studioWith([], { project });

  it('are what the shell takes, with the names of the steps in words', () => {
    const states = commandStates(studio, false);
    expect(commandStatesSchema.parse(states)).toEqual(states);
    expect(states).toMatchObject({ unavailable: ['redo'], undo: 't steps.paint', redo: 'A'.repeat(200) });
    expect(commandStatesSchema.safeParse({ ...states, ticked: ['rm'] }).success).toBe(false);
  });

  it('leave undoing to a text field that has the focus', () => {
    const states = commandStates(studio, true);
    expect(states).toMatchObject({ unavailable: [], undo: undefined, redo: undefined });
  });

  it('grey everything under a dialog but full screen, and what texts and its fields have', () => {
    const under = studioWith([], { project, studio: { dialog: { kind: 'about' } } });
    const usable = (isWriting: boolean) => {
      const { unavailable } = commandStates(under, isWriting);
      return [...commands.keys()].filter((id) => !unavailable.includes(id));
    };
    expect(usable(false)).toEqual(['cut', 'copy', 'paste', 'toggleFullScreen']);
    expect(usable(true)).toEqual(['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'toggleFullScreen']);
  });
});
