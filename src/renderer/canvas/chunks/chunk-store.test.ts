import { describe, expect, it } from 'vitest';
import { ChunkStore } from './chunk-store.ts';

const place = (column: number) => ({ level: 0, column, row: 0 });

function stored(count: number) {
  const discarded: string[] = [];
  const store = new ChunkStore<string>((picture) => discarded.push(picture));
  for (let column = 0; column < count; column++) {
    store.add({ place: place(column), picture: `${column}`, stale: undefined });
  }
  return { store, discarded };
}

describe('stored chunks', () => {
  it('gives up those used least lately', () => {
    const { store, discarded } = stored(4);
    store.use(place(0));
    store.trim(2);
    expect(discarded).toEqual(['1', '2']);
    expect(store.use(place(0))?.picture).toBe('0');
    expect(store.use(place(1))).toBeUndefined();
  });

  it('marks only chunks that show the changed rectangle, and joins what was marked before', () => {
    const { store } = stored(3);
    store.invalidate({ x: 250, y: 10, width: 10, height: 5 });
    store.invalidate({ x: 300, y: 12, width: 4, height: 8 });
    expect(store.use(place(0))?.stale).toEqual({ x: 250, y: 10, width: 6, height: 5 });
    expect(store.use(place(1))?.stale).toEqual({ x: 0, y: 10, width: 48, height: 10 });
    expect(store.use(place(2))?.stale).toBeUndefined();
  });

  it('hands back every picture when cleared', () => {
    const { store, discarded } = stored(3);
    store.clear();
    expect(discarded).toHaveLength(3);
    expect(store.size).toBe(0);
  });
});
