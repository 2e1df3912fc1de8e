import { describe, expect, it } from 'vitest';
import { ade20k, classNamed, cocoStuff, palette, parseColour } from './palette.ts';

describe('palette', () => {
  it('keeps every published id, name and colour', () => {
    expect(palette.map(({ id, name, colour }) => `${id} ${name} ${colour}`)).toEqual([
      '0 unlabelled #000000',
      '1 sky #63b3f0',
      '2 cloud #c3c6d4',
      '3 mountain #8b719c',
      '4 snow #fbfcff',
      '5 hill #93952b',
      '6 forest #154a33',
      '7 tree #3a8f3f',
      '8 grass #93d84c',
      '9 flowers #ea6aa8',
      '10 sand #f3dc97',
      '11 rock #735240',
      '12 sea #123a78',
      '13 lake #2fa79a',
      '14 river #2f62e0',
      '15 path #d88a45',
      '16 house #c23b2c',
      '17 waterfall #8ff0ff',
      '18 bush #5f6f16',
      '19 cliff #b8917c',
      '20 earth #6e3b1c',
      '21 bridge #6d4cc2',
      '22 tower #f08a8a',
      '23 boat #ffe94d',
      '24 fog #9aa7a0',
    ]);
  });

  it('holds each class at its id', () => {
    expect(palette.every((entry, index) => entry.id === index)).toBe(true);
    expect(cocoStuff.classes.every((entry, index) => entry.id === index)).toBe(true);
    expect(ade20k.classes.every((entry, index) => entry.id === index)).toBe(true);
  });

  it('gives no two classes the same colour', () => {
    expect(new Set(palette.map((entry) => entry.colour)).size).toBe(palette.length);
    expect(new Set(cocoStuff.classes.map((entry) => entry.colour)).size).toBe(cocoStuff.classes.length);
  });

  it('shares no colour but black with the other data sets, so that a layout can be told by its colours', () => {
    const ours = new Set(palette.slice(1).map((entry) => entry.colour));
    const theirs = [...cocoStuff.classes, ...ade20k.classes].flatMap((entry) => [
      entry.colour,
      entry.alternate,
    ]);
    expect(theirs.filter((colour) => colour !== undefined && ours.has(colour))).toEqual([]);
  });

  it('maps every foreign class to a class that exists', () => {
    for (const foreign of [...cocoStuff.classes, ...ade20k.classes]) {
      expect(palette[foreign.umber], foreign.name).toBeDefined();
    }
  });

  it('names foreign relatives that exist and that lead back to a class', () => {
    for (const entry of palette) {
      for (const id of entry.coco) expect(cocoStuff.classes[id], entry.name).toBeDefined();
      for (const id of entry.ade20k) expect(ade20k.classes[id], entry.name).toBeDefined();
      if (entry.id > 0) {
        for (const id of entry.coco) expect(cocoStuff.classes[id]?.umber, entry.name).not.toBe(0);
        for (const id of entry.ade20k) expect(ade20k.classes[id]?.umber, entry.name).not.toBe(0);
      }
    }
  });

  it('knows the published numbers', () => {
    expect(cocoStuff.classes).toHaveLength(183);
    expect(ade20k.classes).toHaveLength(151);
    expect(cocoStuff.classes[157]).toMatchObject({ name: 'sky-other', umber: 1 });
    expect(cocoStuff.classes[182]?.name).toBe('wood');
    expect(ade20k.classes[3]).toMatchObject({ name: 'sky', umber: 1, colour: '#06e6e6' });
    expect(ade20k.classes[150]?.name).toBe('flag');
    // The red channel of the drawing colours is the annotation pixel.
    for (const entry of cocoStuff.classes.slice(1)) {
      expect(parseColour(entry.colour)[0]).toBe(entry.id + cocoStuff.pixelOffset);
    }
  });

  it('finds classes by name', () => {
    expect(classNamed('river')?.id).toBe(14);
    expect(classNamed('lava')).toBeUndefined();
  });
});
