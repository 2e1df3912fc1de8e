import { describe, expect, it } from 'vitest';
import { mapped } from '../../../document/index.ts';
import { drawnView } from './drawn-view.ts';

const view = {
  zoom: 2,
  rotation: 0,
  panX: 10,
  panY: -20,
  viewportWidth: 400,
  viewportHeight: 300,
  documentWidth: 512,
  documentHeight: 512,
};

describe('the drawn view', () => {
  it('maps canvas pixels to device pixels', () => {
    expect(mapped(drawnView(view, 1.5).toDevice, { x: 10, y: 20 })).toEqual({ x: 45, y: 30 });
  });

  it('knows what of the canvas is in view', () => {
    expect(drawnView(view, 1).visible).toEqual({ x: 0, y: 10, width: 195, height: 150 });
    expect(drawnView({ ...view, panX: 5000 }, 1).visible).toBeUndefined();
  });

  it('sees more of the canvas when turned, and is no longer upright', () => {
    const turned = drawnView({ ...view, panX: 200, panY: 150, rotation: Math.PI / 4 }, 1);
    expect(turned.isUpright).toBe(false);
    expect(turned.visible).toMatchObject({ x: 0, y: 0 });
  });
});
