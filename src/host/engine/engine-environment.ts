/** What programs need to run at all, and the choice of a graphics card. */
const KEPT = ['LANG', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SYSTEMROOT', 'WINDIR', 'CUDA_VISIBLE_DEVICES'];

/**
 * The environment of an engine process: nothing in it can change what is loaded (`LD_…`, `NODE_OPTIONS`, `ORT_…`), and
 * nothing of the artist's is told.
 */
export function engineEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    // Windows does not tell upper from lower case.
    if (value !== undefined && KEPT.includes(name.toUpperCase())) kept[name] = value;
  }
  return kept;
}
