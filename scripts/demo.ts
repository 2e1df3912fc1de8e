/** Paints the first example layout with the bundled pack: the same as typing the command it shows. */
import { resolve } from 'node:path';
import examples from '../resources/examples/index.json' with { type: 'json' };
import { main } from '../src/cli/main.ts';

const { file, prompt, scene, seed } = examples[0]!;
const picture = 'out/demo.png';
const layout = `resources/examples/${file}`;

console.log(
  `npx umber paint ${layout} --prompt "${prompt}" --class ${scene} --seed ${seed} --out ${picture}\n`,
);
const start = performance.now();
const status = await main(
  ['paint', layout, '--prompt', prompt, '--class', scene, '--seed', String(seed)].concat('--out', picture),
);
if (status === 0) {
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`\nThe picture is at ${resolve(picture)}, ${seconds} s with loading and checking the model.`);
}
process.exitCode = status;
