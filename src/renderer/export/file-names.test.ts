import { describe, expect, it } from 'vitest';
import { fileNameFor } from './file-names.ts';
import { escapeXml } from './write-ora.ts';

describe('fileNameFor', () => {
  it('keeps what people write, in any language', () => {
    expect(fileNameFor('Hồ trên núi', 'png')).toBe('Hồ trên núi.png');
  });

  it('leaves out what some system forbids', () => {
    expect(fileNameFor('a/b\\c: "d"?', 'psd')).toBe('a b c d.psd');
    expect(fileNameFor('..', 'ora')).toBe('umber.ora');
    expect(fileNameFor('CON', 'png')).toBe('CON_.png');
    expect(fileNameFor('x'.repeat(300), 'png')).toHaveLength(84);
  });
});

describe('escapeXml', () => {
  it('makes any name an attribute', () => {
    expect(escapeXml('<"A" & B>\u0001')).toBe('&lt;&quot;A&quot; &amp; B&gt;');
  });
});
