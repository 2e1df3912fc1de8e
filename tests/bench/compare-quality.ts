/**
 * Paints every example with two packs, from the same noise, and prints how much alike the pictures are: what 8 bit costs,
 * say. Usage: compare-quality.ts PACK_FOLDER OTHER_PACK_FOLDER
 */
import examples from '../../resources/examples/index.json' with { type: 'json' };
import { exampleRequest, readExample } from '../../scripts/example-request.ts';
import { createEngine } from '../../src/engine/index.ts';

const [first = '', second = ''] = process.argv.slice(2);
const engines = [
  await createEngine({ packFolder: first }),
  await createEngine({ packFolder: second }),
] as const;
const decibels: number[] = [];
for (const example of examples) {
  const layout = readExample(example);
  const [one, other] = await Promise.all(
    engines.map((engine) => engine.generate(exampleRequest(engine.pack, example, layout))),
  );
  const squares = one!.rgb.reduce((sum, value, at) => sum + (value - other!.rgb[at]!) ** 2, 0);
  decibels.push(10 * Math.log10(255 ** 2 / (squares / one!.rgb.length)));
}
await Promise.all(engines.map((engine) => engine.dispose()));
const mean = decibels.reduce((sum, value) => sum + value, 0) / decibels.length;
console.log(
  `${examples.length} pictures: ${mean.toFixed(1)} dB on average, ${Math.min(...decibels).toFixed(1)} dB at worst`,
);
