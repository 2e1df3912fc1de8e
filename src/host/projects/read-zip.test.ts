import { buffer } from 'node:stream/consumers';
import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { decodeProject } from './project-file.ts';
import { projectZipLimits } from './project-format.ts';
import { findZipEntries, readZip } from './read-zip.ts';

/** One entry as a test wants it, true or not. */
interface FakeEntry {
  name: string | Buffer;
  content?: Buffer;
  method?: number;
  packed?: Buffer;
  bytes?: number;
  checksum?: number;
  flags?: number;
  /** Upper half of the external attributes, as Unix has it. */
  mode?: number;
  /** Name in front of the data, where it is another than the directory's. */
  localName?: string;
  /** Where the directory says that it starts, from where it does. */
  shift?: number;
}

/** A zip by hand, so that it can lie. */
function fakeZip(entries: readonly FakeEntry[], { count }: { count?: number } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const localName = entry.localName === undefined ? name : Buffer.from(entry.localName);
    const content = entry.content ?? Buffer.from('{}');
    const method = entry.method ?? 8;
    const packed = entry.packed ?? (method === 8 ? deflateRawSync(content) : content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(entry.flags ?? 0, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(entry.checksum ?? crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(entry.bytes ?? content.length, 18);
    const local = Buffer.from(common);
    local.writeUInt16LE(localName.length, 22);
    common.writeUInt16LE(name.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6);
    rest.writeUInt32LE(offset + (entry.shift ?? 0), 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, rest, name]));
    parts.push(Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), local, localName, packed]));
    offset += parts.at(-1)!.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(count ?? entries.length, 8);
  end.writeUInt16LE(count ?? entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

const layer = { name: 'layers/a.png', method: 0, content: Buffer.from('pixels') };
const project = { name: 'project.json' };

describe('readZip', () => {
  it('reads what yazl writes, and what other programs add to it', async () => {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('{"a":1}'), 'project.json');
    zip.addEmptyDirectory('layers/');
    zip.addBuffer(Buffer.from('pixels'), 'layers/a-1.png', { compress: false });
    zip.end();
    const entries = await readZip(await buffer(zip.outputStream), projectZipLimits);
    expect([...entries].map(([name, read]) => [name, Buffer.from(read()).toString()])).toEqual([
      ['project.json', '{"a":1}'],
      ['layers/a-1.png', 'pixels'],
    ]);
  });

  it('reads a zip made by hand, as the others here are', async () => {
    const entries = await readZip(fakeZip([project, layer]), projectZipLimits);
    expect([...entries.keys()]).toEqual(['project.json', 'layers/a.png']);
    expect(Buffer.from(entries.get('layers/a.png')!()).toString()).toBe('pixels');
  });
});

const zeros = Buffer.alloc(300 * 2 ** 20);
const bomb = deflateRawSync(zeros);
const hostile: Record<string, Buffer> = {
  'a path upwards': fakeZip([project, { name: '../evil.txt' }]),
  'a path upwards further in': fakeZip([project, { name: 'layers/../../evil.png' }]),
  'an absolute path': fakeZip([project, { name: '/etc/passwd' }]),
  'a drive': fakeZip([project, { name: 'C:\\evil.png' }]),
  'a backslash': fakeZip([project, { name: 'layers\\..\\..\\evil.png' }]),
  'a UNC path': fakeZip([project, { name: '\\\\server\\share' }]),
  'a name with NUL': fakeZip([project, { name: 'layers/a.png\0.exe' }]),
  'a reserved name': fakeZip([project, { name: 'layers/CON.png' }]),
  'a program': fakeZip([project, { name: 'run.sh' }]),
  'a script in a page': fakeZip([project, { name: 'layers/a.svg' }]),
  'a zip within': fakeZip([project, { name: 'layers/a.zip' }]),
  'a name that is too long': fakeZip([project, { name: `layers/${'a'.repeat(5000)}.png` }]),
  'an empty name': fakeZip([project, { name: '' }]),
  'bytes that are no text for a name': fakeZip([project, { name: Buffer.from([0xff, 0xfe]) }]),
  'a link': fakeZip([project, { ...layer, mode: 0o120777 }]),
  'a device': fakeZip([project, { ...layer, mode: 0o020666 }]),
  'a pipe': fakeZip([project, { ...layer, mode: 0o010666 }]),
  'a folder of a file’s name': fakeZip([project, { ...layer, mode: 0o040755 }]),
  'a folder with content': fakeZip([
    project,
    { name: 'layers/', mode: 0o040755, content: Buffer.from('abc') },
  ]),
  'two of one name': fakeZip([project, layer, layer]),
  'two that differ by case': fakeZip([project, layer, { ...layer, name: 'layers/A.png' }]),
  'two descriptions': fakeZip([project, project]),
  'two entries over the same bytes': fakeZip([
    project,
    layer,
    { ...layer, name: 'layers/b.png', localName: 'layers/a.png', shift: -layer.content.length - 42 },
  ]),
  'an unknown way of packing': fakeZip([project, { ...layer, method: 12 }]),
  'a stored size that lies': fakeZip([project, { ...layer, bytes: 100 }]),
  'a size that lies low': fakeZip([project, { ...layer, method: 8, content: Buffer.alloc(5000), bytes: 10 }]),
  'a size that lies high': fakeZip([project, { ...layer, method: 8, bytes: 5000 }]),
  encryption: fakeZip([project, { ...layer, flags: 1 }]),
  'strong encryption': fakeZip([project, { ...layer, flags: 65 }]),
  'an honest bomb': fakeZip([project, { ...layer, method: 8, content: zeros, packed: bomb, checksum: 0 }]),
  'a bomb that lies': fakeZip([project, { ...layer, method: 8, packed: bomb, bytes: 1000, checksum: 0 }]),
  'a description that is a bomb': fakeZip([
    { name: 'project.json', content: zeros, packed: bomb, checksum: 0 },
  ]),
  'four gibibytes in one entry': fakeZip([project, { ...layer, method: 8, bytes: 0xfffffffe }]),
  'another name in front of the data': fakeZip([project, { ...layer, localName: 'layers/b.png' }]),
  'an entry behind the end': fakeZip([project, { ...layer, shift: 100_000 }]),
  'an entry before the beginning': fakeZip([{ ...project, shift: -1 >>> 0 }]),
  'more entries than are there': fakeZip([project], { count: 9 }),
  'too many entries': fakeZip(
    Array.from({ length: 5000 }, (_, index) => ({
      name: `layers/l${index}.png`,
      content: Buffer.alloc(0),
      method: 0,
    })),
  ),
  'no description': fakeZip([layer]),
  'a description that is no JSON': fakeZip([{ name: 'project.json', content: Buffer.from('{') }]),
  'a description that is deep': fakeZip([
    { name: 'project.json', content: Buffer.from('['.repeat(100_000) + ']'.repeat(100_000)) },
  ]),
  'a description with __proto__': fakeZip([
    {
      name: 'project.json',
      content: Buffer.from('{"__proto__":{"polluted":1},"format":"umber-project","version":1}'),
    },
  ]),
  'nothing at all': Buffer.alloc(0),
  'an empty zip': fakeZip([]),
  'no zip': Buffer.from('this is no zip, but long enough to be searched for the end of one'),
};

describe('a hostile project', () => {
  it.each(Object.entries(hostile))('with %s is refused', async (_what, bytes) => {
    const before = process.memoryUsage().rss;
    await expect(decodeProject(bytes, { isOurs: false })).rejects.toMatchObject({
      code: 'PROJECT_DAMAGED',
      advice: expect.stringMatching(/./) as string,
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('findZipEntries', () => {
  it('finds what is whole without a directory, and nothing of another name', () => {
    const zip = fakeZip([
      project,
      layer,
      { name: '../evil' },
      { ...layer, name: 'layers/b.png', checksum: 1 },
    ]);
    const entries = findZipEntries(zip.subarray(0, -60), projectZipLimits);
    expect([...entries.keys()]).toEqual(['project.json', 'layers/a.png']);
  });
});
