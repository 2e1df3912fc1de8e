/** A network paints up to this many times its native side at once: beyond, shapes come twice. */
export const NATIVES_AT_ONCE = 1.5;
