import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import type { RouteName } from '../shared/routes/route-names.ts';
import {
  routes,
  type ParsedRouteInput,
  type RouteAnswer,
  type RouteHandlers,
} from '../shared/routes/routes.ts';
import { toErrorValue } from './error-value.ts';

/**
 * Runs one route for an untrusted caller: parses the input, and turns whatever is thrown into a value, without stack
 * and without the name of anybody's home folder.
 */
export async function callRoute<N extends RouteName>(
  handlers: RouteHandlers,
  name: N,
  input: unknown,
): Promise<RouteAnswer<N>> {
  try {
    const parsed = routes[name].input.safeParse(input);
    if (!parsed.success) {
      const at = parsed.error.issues[0]?.path.join('.');
      throw new UmberError(
        'REQUEST_INVALID',
        at
          ? sentence`${name} was called with something else than it takes, at ${at}.`
          : sentence`${name} was called with something else than it takes.`,
        { advice: sentence`Open the studio again; page and program may be of two versions.` },
      );
    }
    return { ok: true, value: await handlers[name](parsed.data as ParsedRouteInput<N>) };
  } catch (error) {
    return { ok: false, error: toErrorValue(error) };
  }
}
