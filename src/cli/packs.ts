import { listPacks } from '../engine/index.ts';
import type { Pack, PackListing } from '../engine/index.ts';
import type { PackManifest } from '../shared/pack-manifest.ts';
import type { CommandContext } from './command-context.ts';
import { packFolders } from './find-pack.ts';

/** Lists the packs that are here; broken ones with what is wrong. */
export async function packs({ output }: CommandContext): Promise<void> {
  const folders = packFolders();
  const listings = await listPacks(folders);
  output.result({ command: 'packs', folders, packs: listings.map(describeForScripts) });
  output.print(
    listings.length === 0
      ? `No pack is installed. Looked in: ${folders.join(', ')}\nA pack is a folder with an umber.json in it, inside one of these; UMBER_PACKS may list more.`
      : listings.map(describe).join('\n\n'),
  );
}

function describe({ folder, pack, error }: PackListing): string {
  if (!pack)
    return `${folder}\n  cannot be used: ${error?.message ?? ''} (${error?.code ?? ''})\n  ${error?.advice ?? ''}`;
  const { manifest, hash } = pack;
  const { conditions, defaults, sizes, prediction } = manifest;
  const guidance = Object.entries(defaults.guidance).map(([name, strength]) => `${name} ${strength}`);
  const rows: [string, string][] = [
    ['takes', Object.keys(conditions).join(', ') || 'nothing but a seed'],
    ['paints', tasksOf(manifest).join('; ')],
    ['scenes', (conditions.class?.scenes ?? []).map(({ name }) => name).join(', ')],
    ['classes', (conditions.layout?.classes ?? []).map(({ name }) => name).join(', ')],
    [
      'size',
      `${sizes.native.join('×')}; sides of ${sizes.min} to ${sizes.max}, multiples of ${sizes.multiple}`,
    ],
    ['defaults', `${defaults.sampler}, ${defaults.steps} steps, guidance ${guidance.join(', ') || '1'}`],
    ['kind', `${prediction}, ${manifest.precision ?? 'fp32'}, ${megabytes(pack)} MB, ${manifest.licence}`],
    ['folder', folder],
    ['hash', hash],
  ];
  const lines = rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `  ${name.padEnd(9)} ${value}`);
  return [`${manifest.name}: ${manifest.title}`, ...lines].join('\n');
}

function describeForScripts({ folder, pack, error }: PackListing): object {
  if (!pack) return { folder, error: error?.toJSON() };
  const { name, title, description, licence, conditions, defaults, sizes, prediction, precision } =
    pack.manifest;
  return {
    ...{ folder, name, title, description, licence, hash: pack.hash, bytes: bytesOf(pack) },
    ...{ prediction, precision: precision ?? 'fp32', sizes, defaults },
    scenes: conditions.class?.scenes,
    classes: conditions.layout?.classes,
    takes: Object.keys(conditions),
    paints: tasksOf(pack.manifest),
  };
}

/** What the pack can be asked for, in words. */
function tasksOf({ conditions, components }: PackManifest): string[] {
  const { layout, text, class: scene, inpaint, degraded } = conditions;
  const startsFrom = [layout && 'layouts', text && 'words', scene && 'scenes'].filter(
    (start) => start !== undefined,
  );
  const { vaeEncoder, segmenter } = components;
  return [
    `pictures from ${startsFrom.join(', ') || 'a seed'}`,
    ...(vaeEncoder ? ['img2img'] : []),
    ...(vaeEncoder ? [`inpaint and outpaint, ${inpaint ? 'as it was taught' : 'by blending'}`] : []),
    ...(vaeEncoder ? [`upscale and restore, ${degraded ? 'as it was taught' : 'by img2img'}`] : []),
    ...(segmenter ? ['segment'] : []),
  ];
}

function bytesOf({ manifest }: Pack): number {
  return Object.values(manifest.files).reduce((sum, { bytes }) => sum + bytes, 0);
}

function megabytes(pack: Pack): string {
  return (bytesOf(pack) / 1e6).toFixed(1);
}
