import { describe, expect, expectTypeOf, it } from 'vitest';
import { routeNames } from './route-names.ts';
import { routes, type HostBridge, type RouteOutput } from './routes.ts';

describe('routes', () => {
  it('have a schema in and a schema out for every name the bridge offers, and no others', () => {
    expect(Object.keys(routes).sort()).toEqual([...routeNames].sort());
  });

  it('type the bridge from the schemas', () => {
    expectTypeOf<HostBridge['routes']['projects.open']>().parameters.toEqualTypeOf<[{ id: string }]>();
    expectTypeOf<RouteOutput<'packs.list'>['packs'][number]['name']>().toEqualTypeOf<string>();
  });
});
