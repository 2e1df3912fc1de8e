import { describe, expect, expectTypeOf, it } from 'vitest';
import { routeNames } from './route-names.ts';
import { routes, type RouteBridge, type RouteOutput } from './routes.ts';

describe('routes', () => {
  it('have a schema in and a schema out for every name the bridge offers, and no others', () => {
    expect(Object.keys(routes).sort()).toEqual([...routeNames].sort());
  });

  it('type the bridge from the schemas', () => {
    expectTypeOf<RouteBridge['app.about']>().parameters.toEqualTypeOf<[undefined]>();
    expectTypeOf<RouteOutput<'app.about'>['packs'][number]['name']>().toEqualTypeOf<string>();
  });
});
