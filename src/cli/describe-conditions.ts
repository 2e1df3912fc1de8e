import type { Recipe } from '../shared/recipe.ts';

const edgesThatMeet = { horizontal: 'left and right meet', both: 'all edges meet' } as const;

/** What a picture was painted from beside words and layout, by name; nothing where it was from neither. */
export function describeConditions({ request }: Recipe): [name: string, text: string][] {
  const { source, mask, degraded } = request.conditions;
  const rows: [string, string | undefined][] = [
    ['source', source && `${pixels(source)}, strength ${source.strength}`],
    ['mask', mask && `${pixels(mask)}, feather ${mask.feather}, context ${mask.context}`],
    ['degraded', degraded && `${pixels(degraded)}, damage ${Number(degraded.degradation.toFixed(3))} of 1`],
    ['wrap', request.wrap && edgesThatMeet[request.wrap]],
  ];
  return rows.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]));
}

function pixels({ width, height }: { readonly width: number; readonly height: number }): string {
  return `${width}×${height}`;
}
