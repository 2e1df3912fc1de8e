import { classAt, compositePicture } from '../../../../document/index.ts';
import { pressTool } from '../press-tool.ts';
import type { CanvasPort, CanvasTool, Sample } from '../tool.ts';

/** Takes what lies under the pointer into the hand: its colour while a picture is painted, else its class. */
export function makePickClass(port: CanvasPort): CanvasTool {
  const tool = pressTool((at) => pick(port, at), 'crosshair');
  return {
    ...tool,
    // Drawn over the canvas, it goes on picking.
    move(to) {
      const last = to.at(-1);
      if (last) pick(port, last);
    },
  };
}

function pick(port: CanvasPort, at: Sample): void {
  const { document, activeLayer } = port.project;
  const x = Math.floor(at.x);
  const y = Math.floor(at.y);
  if (activeLayer?.kind === 'picture') {
    const [red, green, blue, alpha] = compositePicture(document, { x, y, width: 1, height: 1 });
    if (alpha) port.options.colour = hexColour(red!, green!, blue!);
    return;
  }
  const classId = classAt(document, x, y);
  if (classId === 0) return;
  port.options.chooseClass(classId);
  port.announceClass(classId);
}

function hexColour(...channels: [red: number, green: number, blue: number]): string {
  return `#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
