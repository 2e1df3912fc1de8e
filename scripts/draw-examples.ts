/**
 * Draws the example layouts and their index into resources/examples: `node scripts/draw-examples.ts`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawExamples } from './example-layouts.ts';

const folder = join(import.meta.dirname, '..', 'resources', 'examples');
mkdirSync(folder, { recursive: true });
for (const [file, bytes] of drawExamples()) writeFileSync(join(folder, file), bytes);
