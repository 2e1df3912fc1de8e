import { describe, expect, it, vi } from 'vitest';
import { settingsSchema } from '../../shared/settings.ts';

vi.stubGlobal(
  '$state',
  Object.assign(<Value>(value: Value): Value => value, { raw: (value: unknown) => value }),
);
const { ToolState } = await import('./tool-state.svelte.ts');

describe('what the hand holds', () => {
  it('is taken up again as it was left, through the settings', () => {
    const left = new ToolState();
    left.tool = 'ridge';
    left.chooseClass(7);
    left.setBrushSize(63);
    left.toggleSymmetry();
    left.isFilled = false;
    const { hand } = settingsSchema.parse(JSON.parse(JSON.stringify({ hand: left.held })));
    const taken = new ToolState();
    taken.hold(hand);
    expect(taken).toEqual(left);
  });

  it('is as usual where it is not known', () => {
    const taken = new ToolState();
    taken.hold({ tool: 'airbrush', classId: 250, recentClassIds: [250, 3] });
    expect(taken).toMatchObject({ tool: 'brush', classId: 1, recentClassIds: [3], brushSize: 24 });
    expect(settingsSchema.parse({ hand: { brushSize: 'big' } }).hand).toEqual({});
  });
});
