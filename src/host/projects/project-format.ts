import { z } from 'zod';
import {
  documentFieldsSchema,
  layerSchema,
  MAX_CANVAS_SIDE,
  MAX_LAYERS,
} from '../../shared/document-format.ts';
import type { ZipLimits } from './read-zip.ts';

/** Version of the `.umber` format that this program writes. It reads all before it. */
export const PROJECT_FORMAT_VERSION = 1;

/** Side of the largest PNG of a layer; a layer that reaches farther is kept in pieces. */
export const MAX_PIECE_SIDE = MAX_CANVAS_SIDE;

/** Most pieces of all layers together. */
const maxPieces = 4000;

/** Pixels of a layer: a PNG, and where its first pixel lies in the layer's bitmap. */
const pieceSchema = z.strictObject({
  file: z.string().regex(/^layers\/[a-z0-9]{1,32}(-\d{1,4})?\.png$/),
  x: z
    .int()
    .min(-(2 ** 18))
    .max(2 ** 18),
  y: z
    .int()
    .min(-(2 ** 18))
    .max(2 ** 18),
  width: z.int().min(1).max(MAX_PIECE_SIDE),
  height: z.int().min(1).max(MAX_PIECE_SIDE),
});

/**
 * `project.json` in a `.umber` file, which is a zip of it, of the layers' PNGs (8-bit grey for classes and coverage,
 * RGBA for pictures), and of a small picture of the whole, `thumb.png`.
 */
export const projectFileSchema = z
  .strictObject({
    format: z.literal('umber-project'),
    version: z.literal(PROJECT_FORMAT_VERSION),
    name: z.string().trim().min(1).max(120),
    /** How many changes had been made when it was saved. */
    revision: z.int().min(0),
    document: documentFieldsSchema,
    /** Far layers first. */
    layers: z
      .array(z.strictObject({ layer: layerSchema, pieces: z.array(pieceSchema).max(maxPieces) }))
      .max(MAX_LAYERS),
  })
  .refine(
    ({ layers }) => new Set(layers.map(({ layer }) => layer.id)).size === layers.length,
    'layers have ids of their own',
  )
  .refine(({ layers }) => {
    const files = layers.flatMap(({ pieces }) => pieces.map(({ file }) => file));
    return files.length <= maxPieces && new Set(files).size === files.length;
  }, 'pieces have files of their own');

export type ProjectFile = z.infer<typeof projectFileSchema>;
export type Piece = z.infer<typeof pieceSchema>;

export const PROJECT_JSON = 'project.json';
export const THUMBNAIL_PNG = 'thumb.png';

/** What a `.umber` file may hold. Folders have entries of their own where somebody packed it with another program. */
export const projectZipLimits: ZipLimits = {
  names: /^(project\.json|thumb\.png|layers\/([a-z0-9]{1,32}(-\d{1,4})?\.png)?)$/,
  entries: maxPieces + 3,
  entryBytes: 2 ** 29,
  totalBytes: 2 ** 31,
};

/** Bytes of `project.json`, generously. */
export const MAX_PROJECT_JSON_BYTES = 2 ** 24;

/** Bytes of all layers' pixels, decoded one after another. */
export const MAX_PIXEL_BYTES = 2 ** 32;
