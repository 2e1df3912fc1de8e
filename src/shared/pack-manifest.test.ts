import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderSchemas } from '../../scripts/write-schemas.ts';
import { packManifestSchema, type PackManifest } from './pack-manifest.ts';

function exampleManifest(): PackManifest {
  const entry = { bytes: 1, sha256: '0'.repeat(64) };
  return {
    format: 'umber-pack',
    version: 1,
    name: 'example-4',
    title: 'Example',
    description: '',
    licence: 'MIT',
    latent: { channels: 2, factor: 8, mean: [0, 0], std: [1, 1] },
    prediction: 'flow',
    sizes: { native: [64, 64], multiple: 32, min: 32, max: 128 },
    conditions: { layout: { classes: [{ id: 1, name: 'sky' }] } },
    preview: {
      weight: [
        [1, 0],
        [0, 1],
        [0, 0],
      ],
      bias: [0, 0, 0],
    },
    defaults: { sampler: 'euler', steps: 4, guidance: { layout: 1.5 } },
    components: {
      unet: 'unet/model.onnx',
      vaeDecoder: 'vae_decoder/model.onnx',
      scheduler: 'scheduler/scheduler_config.json',
    },
    files: {
      'unet/model.onnx': entry,
      'vae_decoder/model.onnx': entry,
      'scheduler/scheduler_config.json': entry,
    },
  };
}

describe('packManifestSchema', () => {
  it('accepts a pack that has only a layout condition', () => {
    expect(packManifestSchema.safeParse(exampleManifest()).success).toBe(true);
  });

  it('accepts a pack that inpaints and restores, and brings a segmenter', () => {
    const manifest = exampleManifest();
    Object.assign(manifest.conditions, { inpaint: {}, degraded: {} });
    manifest.components.segmenter = 'segmenter/model.onnx';
    expect(packManifestSchema.safeParse(manifest).success).toBe(false);
    manifest.files['segmenter/model.onnx'] = { bytes: 1, sha256: '0'.repeat(64) };
    expect(packManifestSchema.safeParse(manifest).success).toBe(true);
  });

  it.each<[string, (manifest: PackManifest) => void]>([
    ['latent statistics of the wrong length', (m) => m.latent.mean.push(0)],
    ['a component that files does not list', (m) => delete m.files['unet/model.onnx']],
    ['a size step that is no multiple of the latent factor', (m) => (m.sizes.multiple = 12)],
    ['a native size between the multiples', (m) => (m.sizes.native = [64, 48])],
    ['a native size beyond the largest', (m) => (m.sizes.native = [64, 160])],
    [
      'a null class that is a scene',
      (m) => (m.conditions.class = { scenes: [{ id: 3, name: 'lake' }], nullId: 3 }),
    ],
    ['a name that is a path', (m) => (m.name = '../elsewhere')],
    ['a preview row of the wrong length', (m) => m.preview?.weight[0]?.push(1)],
    [
      'a text condition without a tokenizer',
      (m) => (m.conditions.text = { maxTokens: 8, width: 4, padId: 0, bosId: 1, eosId: 2 }),
    ],
    ['a class that appears twice', (m) => m.conditions.layout?.classes.push({ id: 1, name: 'cloud' })],
    [
      'a setting where a condition has none',
      (m) => Object.assign(m.conditions, { inpaint: { channels: 1 } }),
    ],
    [
      'a segmenter that ONNX Runtime would take for another format',
      (m) => {
        m.components.segmenter = 'segmenter/model.ort';
        m.files['segmenter/model.ort'] = { bytes: 1, sha256: '0'.repeat(64) };
      },
    ],
    ['an unknown key', (m) => Object.assign(m, { colour: 'blue' })],
  ])('refuses %s', (_, spoil) => {
    const manifest = exampleManifest();
    spoil(manifest);
    expect(packManifestSchema.safeParse(manifest).success).toBe(false);
  });

  it('matches the JSON Schema on disk (npm run schemas writes it)', async () => {
    for (const [path, text] of Object.entries(await renderSchemas())) {
      expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(text);
    }
  });
});
