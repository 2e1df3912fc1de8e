/** Every route between renderer and host. Apart from the schemas, so that the preload bridge stays tiny. */
export const routeNames = [
  'app.about',
  'app.saveFile',
  'app.tellCommands',
  'app.toggleFullScreen',
  'projects.list',
  'projects.create',
  'projects.open',
  'projects.commit',
  'projects.close',
  'projects.rename',
  'projects.duplicate',
  'projects.remove',
  'projects.restore',
  'projects.import',
  'projects.export',
  'projects.versions',
  'projects.openVersion',
  'jobs.list',
  'jobs.add',
  'jobs.cancel',
  'jobs.cancelAll',
  'jobs.retry',
  'jobs.move',
  'jobs.pause',
  'jobs.clear',
  'jobs.dismiss',
  'jobs.paintLive',
  'jobs.stopLive',
  'jobs.plan',
  'packs.list',
  'packs.providers',
  'gallery.page',
  'gallery.ids',
  'gallery.thumbnail',
  'gallery.picture',
  'gallery.star',
  'gallery.remove',
  'gallery.restore',
  'gallery.rebuild',
  'pictures.readLayout',
  'pictures.readResult',
  'pictures.encodeLayout',
  'pictures.segment',
  'pictures.estimateDamage',
  'settings.get',
  'settings.set',
] as const;

/** One of the routes. */
export type RouteName = (typeof routeNames)[number];

/** True for names that stand in the list. */
export function isRouteName(name: unknown): name is RouteName {
  return (routeNames as readonly unknown[]).includes(name);
}
