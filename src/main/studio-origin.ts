/** The custom scheme that serves the renderer: no `file://`, no network. */
export const STUDIO_SCHEME = 'umber';
export const STUDIO_URL = `${STUDIO_SCHEME}://studio/`;

/** True for addresses inside the studio itself. */
export function isStudioUrl(url: string): boolean {
  // Node's URL gives custom schemes the origin "null", so compare the two parts that matter.
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  return protocol === `${STUDIO_SCHEME}:` && host === 'studio';
}
