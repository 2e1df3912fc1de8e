import entries from '../../../resources/examples/index.json';

/** A painted layout to begin with, and the picture that was made of it. */
export interface Example {
  readonly name: string;
  readonly title: string;
  readonly prompt: string;
  readonly scene: string;
  readonly seed: number;
  readonly layoutUrl: string;
  /** Absent where the picture has not been painted yet. */
  readonly pictureUrl: string | undefined;
}

const layoutUrls = import.meta.glob<string>('../../../resources/examples/*.png', {
  eager: true,
  query: '?url',
  import: 'default',
});
const pictureUrls = import.meta.glob<string>('../../../resources/examples/painted/*.webp', {
  eager: true,
  query: '?url',
  import: 'default',
});

export const examples: readonly Example[] = entries.flatMap(({ file, title, prompt, scene, seed }) => {
  const layoutUrl = layoutUrls[`../../../resources/examples/${file}`];
  const name = file.replace(/\.png$/, '');
  const pictureUrl = pictureUrls[`../../../resources/examples/painted/${name}.webp`];
  return layoutUrl === undefined ? [] : [{ name, title, prompt, scene, seed, layoutUrl, pictureUrl }];
});

/** The bytes of an example's layout, which is a file of the page itself. */
export async function readExample(example: Example): Promise<Uint8Array> {
  // eslint-disable-next-line no-restricted-globals -- the page's own file, from where the page came from
  const response = await fetch(example.layoutUrl);
  return new Uint8Array(await response.arrayBuffer());
}
