const urls = import.meta.glob<string>('../../../resources/scenes/*.webp', {
  eager: true,
  query: '?url',
  import: 'default',
});

/** Address of a small picture of a scene or a class as the shipped pack paints it; `undefined` for what it lacks. */
export function choicePicture(kind: 'scene' | 'class', name: string): string | undefined {
  return urls[`../../../resources/scenes/${kind}-${name}.webp`];
}
