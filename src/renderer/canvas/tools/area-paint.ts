import { beginPainting, paintableLayer } from '../painting/paint-gesture.ts';
import { paintedLook, type AreaPurpose } from './area-gestures.ts';
import { paintArea } from './areas.ts';
import { handColour } from './hand-colour.ts';
import type { CanvasPort } from './tool.ts';

/** Areas are painted on the active layer, filled or as an outline of the brush's width where the tool offers that. */
export function paintingAreas(port: CanvasPort, label: string, hasOutline: boolean): AreaPurpose {
  const outlineWidth = () => (hasOutline && !port.options.isFilled ? port.options.brushSize : undefined);
  return {
    canBegin: () => paintableLayer(port, port.project.activeLayer) !== undefined,
    finish(area, at) {
      const gesture = beginPainting(port, at);
      if (!gesture) return;
      paintArea(gesture, area, outlineWidth());
      const isPainted = gesture.commit(label);
      if (!isPainted && port.project.selection) port.notify('outsideSelection');
    },
    look: (area) => paintedLook(area, handColour(port), outlineWidth()),
  };
}
