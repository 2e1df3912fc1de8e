import { z } from 'zod';

/** Name of the manifest inside a pack folder. */
export const PACK_MANIFEST_FILE = 'umber.json';

/** Up to four plain path parts, forward slashes, no part that starts with a dot. */
export const PACK_PATH_PATTERN = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,3}$/;

/** A pack's name: never a path, so that nothing which merely names a pack can point elsewhere. */
export const packNameSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9._-]*$/);

const packPath = z.string().max(200).regex(PACK_PATH_PATTERN);
// ONNX Runtime goes by the ending: anything else might be read as another format.
const modelPath = packPath.regex(/\.onnx$/);
const jsonPath = packPath.regex(/\.json$/);
const count = z.int().min(1);
const id = z.int().min(0).max(65535);
const label = z.string().min(1).max(64);

const textCondition = z.strictObject({
  maxTokens: count.max(1024),
  width: count.max(8192),
  padId: z.int().min(0),
  bosId: z.int().min(0),
  eosId: z.int().min(0),
});

const classCondition = z.strictObject({
  scenes: z
    .array(z.strictObject({ id, name: label }))
    .min(1)
    .max(4096),
  nullId: id,
});

const layoutCondition = z.strictObject({
  classes: z
    .array(z.strictObject({ id: z.int().min(1).max(255), name: label }))
    .min(1)
    .max(255),
});

// That the UNet has a condition's inputs is all there is to say of these.
const present = z.strictObject({});

const guidance = z.strictObject({
  text: z.number().min(0).max(100).optional(),
  class: z.number().min(0).max(100).optional(),
  layout: z.number().min(0).max(100).optional(),
});

/** What a pack says about itself, in `umber.json` beside its models; the JSON Schema is made from this. */
export const packManifestSchema = z
  .strictObject({
    format: z.literal('umber-pack'),
    version: z.literal(1),
    name: packNameSchema,
    title: z.string().min(1).max(200),
    description: z.string().max(4000),
    licence: z.string().min(1).max(200),
    precision: z.enum(['fp32', 'fp16', 'int8']).optional(),
    latent: z.strictObject({
      channels: count.max(64),
      factor: z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(8), z.literal(16), z.literal(32)]),
      mean: z.array(z.number()),
      std: z.array(z.number().positive()),
      /**
       * How far a pixel depends on the cells around its own, and a cell on the picture around it, in cells; absent
       * where that has no bound. With it, pictures are decoded and encoded in tiles without a difference.
       */
      reach: z.int().min(0).max(256).optional(),
    }),
    prediction: z.enum(['flow', 'epsilon', 'v_prediction']),
    sizes: z.strictObject({
      native: z.tuple([count.max(16384), count.max(16384)]),
      multiple: count.max(1024),
      min: count.max(16384),
      max: count.max(16384),
    }),
    conditions: z.strictObject({
      text: textCondition.optional(),
      class: classCondition.optional(),
      layout: layoutCondition.optional(),
      /** A picture of which a part is to be painted anew. */
      inpaint: z
        .strictObject({
          /**
           * How noisy a picture has to be, 0 to 1, for the network to paint better when it is told of the hole; below,
           * what is known is only held in place. 0 where absent.
           */
          fromNoise: z.number().min(0).max(1).optional(),
        })
        .optional(),
      /** A picture that is small, blurred or noisy, and is to be made whole. */
      degraded: present.optional(),
    }),
    preview: z
      .strictObject({
        weight: z.array(z.array(z.number())).length(3),
        bias: z.array(z.number()).length(3),
      })
      .optional(),
    defaults: z.strictObject({
      sampler: label,
      steps: count.max(1000),
      guidance,
    }),
    components: z.strictObject({
      textEncoder: modelPath.optional(),
      unet: modelPath,
      vaeEncoder: modelPath.optional(),
      vaeDecoder: modelPath,
      segmenter: modelPath.optional(),
      tokenizer: jsonPath.optional(),
      scheduler: jsonPath,
    }),
    files: z.record(
      packPath,
      z.strictObject({
        bytes: z.int().min(0),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    ),
    training: z.record(z.string(), z.unknown()).optional(),
  })
  .check((context) => {
    const { value, issues } = context;
    const fault = (path: (string | number)[], message: string) =>
      issues.push({ code: 'custom', input: value, path, message });
    const { latent, sizes, conditions, components, preview } = value;
    if (latent.mean.length !== latent.channels) fault(['latent', 'mean'], 'one number per latent channel');
    if (latent.std.length !== latent.channels) fault(['latent', 'std'], 'one number per latent channel');
    if (sizes.multiple % latent.factor !== 0) fault(['sizes', 'multiple'], 'a multiple of the latent factor');
    const { native, multiple, min, max } = sizes;
    if (min > max) fault(['sizes', 'min'], 'at most the largest size');
    if (native.some((side) => side % multiple !== 0 || side < min || side > max))
      fault(['sizes', 'native'], 'multiples of `multiple` from `min` to `max`');
    if (preview?.weight.some((row) => row.length !== latent.channels))
      fault(['preview', 'weight'], 'one number per latent channel in each row');
    if (conditions.text && !(components.textEncoder && components.tokenizer))
      fault(['components'], 'a text condition needs textEncoder and tokenizer');
    if (conditions.text && conditions.text.maxTokens < 3)
      fault(['conditions', 'text', 'maxTokens'], 'at least three');
    if (conditions.class && hasRepeats(conditions.class.scenes))
      fault(['conditions', 'class', 'scenes'], 'ids and names that do not repeat');
    if (conditions.class?.scenes.some((scene) => scene.id === conditions.class?.nullId))
      fault(['conditions', 'class', 'nullId'], 'an id that no scene has');
    if (conditions.layout && hasRepeats(conditions.layout.classes))
      fault(['conditions', 'layout', 'classes'], 'ids and names that do not repeat');
    for (const [component, path] of Object.entries(components)) {
      if (!Object.hasOwn(value.files, path)) fault(['components', component], 'a path that `files` lists');
    }
  });

/** A manifest that the schema has passed. */
export type PackManifest = z.infer<typeof packManifestSchema>;
/** What a network may be conditioned on. */
export type ConditionName = keyof PackManifest['conditions'];

function hasRepeats(entries: readonly { id: number; name: string }[]): boolean {
  return (
    new Set(entries.map((entry) => entry.id)).size !== entries.length ||
    new Set(entries.map((entry) => entry.name)).size !== entries.length
  );
}
