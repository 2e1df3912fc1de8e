import type { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import { appRoutes } from './app-routes.ts';
import type { RouteName } from './route-names.ts';

/** The whole contract between renderer and host: a schema in and a schema out for every route. */
export const routes = { ...appRoutes } satisfies Record<RouteName, { input: z.ZodType; output: z.ZodType }>;

/** What a route is given, once parsed. */
export type RouteInput<N extends RouteName> = z.infer<(typeof routes)[N]['input']>;
/** What a route answers with where all is well. */
export type RouteOutput<N extends RouteName> = z.infer<(typeof routes)[N]['output']>;

/** What crosses the boundary: errors are values there, with a code and no stack. */
export type RouteAnswer<N extends RouteName> =
  | { ok: true; value: RouteOutput<N> }
  | { ok: false; error: { code: ErrorCode; message: string; advice: string } };

/** The renderer's view of the host: one asynchronous function per route. */
export type RouteBridge = { [N in RouteName]: (input: RouteInput<N>) => Promise<RouteAnswer<N>> };

/** The host's side: one handler per route. */
export type RouteHandlers = { [N in RouteName]: (input: RouteInput<N>) => Promise<RouteOutput<N>> };
