import { palette } from '../../../shared/palette.ts';
import type { CanvasPort } from './tool.ts';

/** CSS colour of masks, as they are shown. */
const MASK_COLOUR = '#ff4070';

/** The CSS colour in which the hand would paint on the active layer, see-through for showing what is to come. */
export function handColour({ project, options }: Pick<CanvasPort, 'project' | 'options'>): string {
  const kind = project.activeLayer?.kind;
  if (kind === 'picture') return `${options.colour}b0`;
  if (kind === 'mask') return `${MASK_COLOUR}80`;
  return classColour(options.classId);
}

/** The CSS colour of a class, see-through. */
export function classColour(classId: number): string {
  return `${palette[classId]?.colour ?? '#808080'}b0`;
}
