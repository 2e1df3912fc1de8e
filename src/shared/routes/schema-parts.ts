import { z } from 'zod';

/** Of a route that takes or gives nothing. MessagePack has no `undefined`, so it arrives as null there. */
export const nothing = z.union([z.undefined(), z.null()]).transform(() => undefined);

/** Bytes that cross a boundary as they are. */
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'bytes');

/** Ids that the host gives: projects, jobs, pictures. */
export const id = z.string().regex(/^[a-z0-9]{1,32}$/);

/** Class ids row by row. */
export const layout = z
  .object({ width: z.int().min(1).max(16384), height: z.int().min(1).max(16384), classIds: bytes })
  .refine((value) => value.classIds.length === value.width * value.height, 'one class per pixel');
