/** Opens the studio for a browser on this machine: builds its pages where needed, then runs `umber serve`. */
import { main } from '../src/cli/main.ts';
import { buildWhenStale } from './build-when-stale.ts';

process.exitCode = buildWhenStale() ? await main(['serve', ...process.argv.slice(2)]) : 1;
