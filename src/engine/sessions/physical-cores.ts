import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

const CPU_FOLDER = '/sys/devices/system/cpu';

/**
 * Physical cores this process may use: the best number of threads for the CPU provider, since two threads on one
 * core share its arithmetic units.
 */
export function physicalCores(): number {
  const allowed = availableParallelism();
  return Math.max(1, Math.min(allowed, linuxCores() ?? estimatedCores()));
}

function linuxCores(): number | undefined {
  try {
    const cores = new Set<string>();
    for (const name of readdirSync(CPU_FOLDER)) {
      if (!/^cpu\d+$/.test(name)) continue;
      cores.add(readFileSync(`${CPU_FOLDER}/${name}/topology/thread_siblings_list`, 'utf8').trim());
    }
    return cores.size || undefined;
  } catch {
    return undefined;
  }
}

// Most x64 desktop processors run two threads per core, Apple's and other ARM ones a single one.
function estimatedCores(): number {
  const logical = cpus().length;
  return process.arch === 'x64' && logical > 2 ? logical / 2 : logical;
}
