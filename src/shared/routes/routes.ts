import type { z } from 'zod';
import type { ErrorValue } from '../errors.ts';
import type { HostEvent } from '../events.ts';
import { appRoutes } from './app-routes.ts';
import { galleryRoutes } from './gallery-routes.ts';
import { jobRoutes } from './job-routes.ts';
import { packRoutes } from './pack-routes.ts';
import { pictureRoutes } from './picture-routes.ts';
import { projectRoutes } from './project-routes.ts';
import type { RouteName } from './route-names.ts';
import { settingRoutes } from './setting-routes.ts';

/** The whole contract between renderer and host: a schema in and a schema out for every route. */
export const routes = {
  ...appRoutes,
  ...projectRoutes,
  ...jobRoutes,
  ...packRoutes,
  ...galleryRoutes,
  ...pictureRoutes,
  ...settingRoutes,
} satisfies Record<RouteName, { input: z.ZodType; output: z.ZodType }>;

/** What a route is called with. */
export type RouteInput<N extends RouteName> = z.input<(typeof routes)[N]['input']>;
/** What a handler is given, once parsed. */
export type ParsedRouteInput<N extends RouteName> = z.output<(typeof routes)[N]['input']>;
/** What a route answers with where all is well. */
export type RouteOutput<N extends RouteName> = z.output<(typeof routes)[N]['output']>;

/** What crosses the boundary: errors are values there, with a code and no stack. */
export type RouteAnswer<N extends RouteName> =
  { ok: true; value: RouteOutput<N> } | { ok: false; error: ErrorValue };

/** The renderer's view of the host: one asynchronous function per route, and what the host says unasked. */
export interface HostBridge {
  routes: { [N in RouteName]: (input: RouteInput<N>) => Promise<RouteAnswer<N>> };
  /** Returns what ends the listening. */
  onEvent(listener: (event: HostEvent) => void): () => void;
}

/** The host's side: one handler per route. */
export type RouteHandlers = { [N in RouteName]: (input: ParsedRouteInput<N>) => Promise<RouteOutput<N>> };
