import { z } from 'zod';
import {
  degradedSettings,
  guidanceSchema,
  maskSettings,
  MAX_PICTURE_SIDE,
  MAX_PROMPT_LENGTH,
  sourceSettings,
  wrapSchema,
} from './generation-request.ts';
import { bytes } from './routes/schema-parts.ts';

/** Side of a bitmap's tiles in pixels. Tiles are what a patch, the journal and the screen deal in. */
export const TILE_SIDE = 128;

/** Longest side of a canvas, in pixels. */
export const MAX_CANVAS_SIDE = 8192;

/** Most layers of a document. */
export const MAX_LAYERS = 256;

/** Bytes per pixel by kind of layer: a class id, a coverage, RGBA (not premultiplied). */
export const bytesPerPixel = { semantic: 1, mask: 1, picture: 4 } as const;

/** Kinds of layers. */
export type LayerKind = keyof typeof bytesPerPixel;

const layerIdSchema = z.string().regex(/^[a-z0-9]{1,32}$/);
const coordinate = z.int().min(-65536).max(65536);

/** A layer without its pixels. `x` and `y` say where the origin of its bitmap lies on the canvas. */
export const layerSchema = z.strictObject({
  id: layerIdSchema,
  kind: z.enum(['semantic', 'mask', 'picture']),
  name: z.string().min(1).max(200),
  isVisible: z.boolean(),
  isLocked: z.boolean(),
  opacity: z.number().min(0).max(1),
  blend: z.enum(['normal', 'multiply', 'screen', 'overlay']),
  x: coordinate,
  y: coordinate,
});

/**
 * What is done with the frame: a picture of the layout and the words, another one of the picture that is there, what a
 * mask covers of it, what it lacks at its sides, more pixels, or fewer faults.
 */
export const generationModes = ['paint', 'vary', 'repaint', 'extend', 'upscale', 'restore'] as const;

/** How large an enlarged picture is: so many times its size, or so many pixels on its longest side. */
export const enlargementSchema = z.union([
  z.strictObject({ scale: z.union([z.literal(2), z.literal(4)]) }),
  z.strictObject({ longestSide: z.int().min(1).max(MAX_PICTURE_SIDE) }),
]);

/** What the artist asks of the model; kept in the document, so that a project opens as it was left. */
export const generationSettingsSchema = z.strictObject({
  prompt: z.string().max(MAX_PROMPT_LENGTH),
  negativePrompt: z.string().max(MAX_PROMPT_LENGTH),
  /** A scene of the pack; absent for none. */
  scene: z.string().min(1).max(64).optional(),
  isLayoutUsed: z.boolean(),
  /** The pack's own where absent, as are sampler, steps and guidance. */
  pack: z.string().min(1).max(64).optional(),
  sampler: z.string().min(1).max(64).optional(),
  steps: z.int().min(1).max(1000).optional(),
  guidance: guidanceSchema.partial(),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  /** Whether the seed stays from picture to picture; otherwise each press of the button draws another. */
  isSeedLocked: z.boolean(),
  count: z.int().min(1).max(64),
  /** Where no class is painted: the nearest class, or nothing. */
  gaps: z.enum(['nearest', 'unlabelled']),
  /** Painted at about the model's own number of pixels, which is where absent, or at the frame's size. */
  size: z.enum(['native', 'frame']).optional(),
  /** What is done, and how. Where absent, as all of these are in projects of before, what `modeDefaults` says. */
  mode: z.enum(generationModes).optional(),
  /** Of a variation: how much of the way to noise and back is gone. */
  strength: sourceSettings.strength.optional(),
  /** The same of what is repainted; 1 keeps nothing of what is covered. */
  repaintStrength: sourceSettings.strength.optional(),
  /** Of what is repainted or added: width of the seam, in canvas pixels. */
  feather: maskSettings.feather.optional(),
  /** Of the same: how far around it the model looks, in canvas pixels. */
  context: maskSettings.context.optional(),
  /** How much is added to a side, as a share of the frame. */
  extendBy: z.number().gt(0).max(1).optional(),
  enlargement: enlargementSchema.optional(),
  /** How much a picture is taken to be damaged; by an estimate where absent. */
  damage: degradedSettings.degradation.optional(),
  /** Edges that meet; none where absent. */
  wrap: wrapSchema.optional(),
});

/** What the settings of the modes are where the artist chose nothing. */
export const modeDefaults = {
  mode: 'paint',
  strength: 0.6,
  repaintStrength: 1,
  feather: 16,
  context: 64,
  extendBy: 0.25,
  enlargement: { scale: 2 },
} as const satisfies Partial<z.infer<typeof generationSettingsSchema>>;

/** The part of the canvas that is painted by the model, in canvas pixels. */
export const frameSchema = z.strictObject({
  x: coordinate,
  y: coordinate,
  width: z.int().min(1).max(MAX_CANVAS_SIDE),
  height: z.int().min(1).max(MAX_CANVAS_SIDE),
});

/** Everything of a document but its layers. */
export const documentFieldsSchema = z.strictObject({
  width: z.int().min(1).max(MAX_CANVAS_SIDE),
  height: z.int().min(1).max(MAX_CANVAS_SIDE),
  frame: frameSchema,
  generation: generationSettingsSchema,
});

/**
 * One tile of a bitmap, at tile coordinates; these may be negative. `pixels` holds either one pixel, then all of the
 * tile is like it, or all `TILE_SIDE`² of them row by row. A tile of one zero pixel is no tile.
 */
export const tileSchema = z.strictObject({
  column: z.int().min(-2048).max(2048),
  row: z.int().min(-2048).max(2048),
  pixels: bytes,
});

/** The smallest changes of which all others consist. Applying one gives a new document and the change that undoes it. */
export const patchOperationSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('document'), fields: documentFieldsSchema.partial() }),
  z.strictObject({
    op: z.literal('insert'),
    /** Place in the stack, 0 being the farthest. */
    index: z.int().min(0).max(MAX_LAYERS),
    layer: layerSchema,
    tiles: z.array(tileSchema),
  }),
  z.strictObject({ op: z.literal('remove'), layer: layerIdSchema }),
  z.strictObject({
    op: z.literal('layer'),
    layer: layerIdSchema,
    fields: layerSchema.omit({ id: true, kind: true }).partial(),
  }),
  z.strictObject({ op: z.literal('order'), layers: z.array(layerIdSchema).max(MAX_LAYERS) }),
  z.strictObject({ op: z.literal('tiles'), layer: layerIdSchema, tiles: z.array(tileSchema) }),
]);

/** What one act of the artist changed, in the order in which it is applied. */
export const patchSchema = z.array(patchOperationSchema).max(4096);

/** One line of a project's journal. `label` names the act for the undo list, as a key of the language files. */
export const changeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('do'), label: z.string().min(1).max(100), patch: patchSchema }),
  z.strictObject({ kind: z.literal('undo') }),
  z.strictObject({ kind: z.literal('redo') }),
]);

/** A whole document as it crosses a boundary: far layers first. */
export const documentSnapshotSchema = z.strictObject({
  ...documentFieldsSchema.shape,
  layers: z.array(z.strictObject({ layer: layerSchema, tiles: z.array(tileSchema) })).max(MAX_LAYERS),
});

/** An act that can be undone: its name, and what applying the patch leads back or forth. */
export const historyStepSchema = z.strictObject({ label: z.string(), patch: patchSchema });

export type Layer = z.infer<typeof layerSchema>;
export type GenerationMode = (typeof generationModes)[number];
export type Enlargement = z.infer<typeof enlargementSchema>;
export type GenerationSettings = z.infer<typeof generationSettingsSchema>;
export type Frame = z.infer<typeof frameSchema>;
export type DocumentFields = z.infer<typeof documentFieldsSchema>;
export type Tile = z.infer<typeof tileSchema>;
export type PatchOperation = z.infer<typeof patchOperationSchema>;
export type Patch = z.infer<typeof patchSchema>;
export type Change = z.infer<typeof changeSchema>;
export type DocumentSnapshot = z.infer<typeof documentSnapshotSchema>;
export type HistoryStep = z.infer<typeof historyStepSchema>;
