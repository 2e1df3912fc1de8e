import { homedir } from 'node:os';
import { toUmberError, UmberError } from '../shared/errors.ts';
import type { RouteName } from '../shared/routes/route-names.ts';
import { routes, type RouteAnswer, type RouteHandlers, type RouteInput } from '../shared/routes/routes.ts';

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
      throw new UmberError('REQUEST_INVALID', `${name} was called with something else than it takes.`, {
        advice: 'Open the studio again; page and program may be of two versions.',
      });
    }
    return { ok: true, value: await handlers[name](parsed.data as RouteInput<N>) };
  } catch (error) {
    const { code, message, advice } = toUmberError(error).toJSON();
    return { ok: false, error: { code, message: withoutHome(message), advice } };
  }
}

function withoutHome(text: string): string {
  const home = homedir();
  return home.length > 1 ? text.replaceAll(home, '~') : text;
}
