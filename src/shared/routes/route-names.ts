/** Every route between renderer and host. Apart from the schemas, so that the preload bridge stays tiny. */
export const routeNames = ['app.about'] as const;

/** One of the routes. */
export type RouteName = (typeof routeNames)[number];
