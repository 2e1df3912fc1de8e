import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { CsvError, parse as parseCsv } from 'csv-parse/sync';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import { counted } from '../counted.ts';
import { pictureEndings } from '../picture-endings.ts';
import { readInputFile } from '../read-input-file.ts';

/** One request of a list: cells by column, empty ones left out. */
export interface ListRow {
  /** Line of the list where it begins; undefined for a file of a folder. */
  readonly line: number | undefined;
  readonly cells: Readonly<Record<string, string | boolean>>;
}

/** What a batch is made from. */
export interface BatchList {
  readonly kind: 'folder' | 'list';
  /** Where the files that it names are. */
  readonly folder: string;
  readonly rows: readonly ListRow[];
}

const faultsTold = 5;

/**
 * A folder of files, or a list of requests: CSV with a line of column names, or JSON, one object a line.
 *
 * @param argument the column that a folder's files are put in; a folder of layouts has PNGs alone
 * @throws UmberError `FILE_NOT_FOUND`, `FILE_EMPTY`, `FILE_UNREADABLE`; `REQUEST_INVALID` where the list is broken,
 * with the numbers of its lines
 */
export async function readList(path: string, argument: 'layout' | 'picture'): Promise<BatchList> {
  const status = await stat(path).catch(() => undefined);
  if (status?.isDirectory()) return readFolder(path, argument);
  const ending = extname(path).toLowerCase();
  if (!['.csv', '.jsonl', '.ndjson'].includes(ending)) {
    throw new UmberError('REQUEST_INVALID', sentence`“${path}” is neither a folder nor a list of requests.`, {
      advice: sentence`Name a folder of pictures, or a list that ends in .csv or .jsonl.`,
    });
  }
  const text = decodeText(path, await readInputFile(path));
  const rows = ending === '.csv' ? readCsv(path, text) : readJsonLines(path, text);
  if (rows.length === 0) throw broken(`“${path}” holds no requests.`);
  return { kind: 'list', folder: dirname(path), rows };
}

/** The error for lines that cannot be used: the first few, by their numbers. */
export function brokenLines(path: string, faults: readonly { line: number; message: string }[]): UmberError {
  const told = faults.slice(0, faultsTold).map(({ line, message }) => `line ${line}: ${message}`);
  const more = faults.length > faultsTold ? ` and ${faults.length - faultsTold} more` : '';
  return broken(`“${path}”: ${counted(faults.length, 'line')} cannot be used: ${told.join('; ')}${more}.`);
}

function broken(message: string): UmberError {
  return new UmberError('REQUEST_INVALID', sentence`${message}`, {
    advice: sentence`Correct the list; nothing has been painted yet. Its columns are named as the options are.`,
  });
}

async function readFolder(path: string, argument: 'layout' | 'picture'): Promise<BatchList> {
  const entries = await readdir(path, { withFileTypes: true });
  const endings = argument === 'layout' ? /\.png$/i : pictureEndings;
  const names = entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.') && endings.test(entry.name))
    .map(({ name }) => name)
    .sort();
  if (names.length === 0) {
    throw new UmberError('REQUEST_INVALID', sentence`The folder “${path}” holds no ${argument}s.`, {
      advice: sentence`Name a folder with ${argument === 'layout' ? 'PNGs' : 'pictures'} in it, or a list of requests.`,
    });
  }
  const rows = names.map((name) => ({ line: undefined, cells: { [argument]: resolve(join(path, name)) } }));
  return { kind: 'folder', folder: path, rows };
}

function decodeText(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UmberError('FILE_UNREADABLE', sentence`“${path}” is not UTF-8 text.`, {
      cause: error,
      advice: sentence`Save it as UTF-8; spreadsheet programs ask for the encoding when they save CSV.`,
    });
  }
}

function readCsv(path: string, text: string): ListRow[] {
  const [header = ''] = text.split(/\r?\n/, 1);
  try {
    const records = parseCsv<{ record: Record<string, string>; info: { lines: number } }>(text, {
      // Spreadsheets of half the world write semicolons.
      delimiter: [',', ';', '\t'].find((mark) => header.includes(mark)) ?? ',',
      columns: (names: string[]) => names.map((name) => name.trim()),
      info: true,
      skip_empty_lines: true,
      trim: true,
    });
    return records.flatMap(({ record, info }) => {
      const cells = Object.fromEntries(Object.entries(record).filter(([, value]) => value !== ''));
      return Object.keys(cells).length > 0 ? [{ line: info.lines, cells }] : [];
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : 1;
    throw brokenLines(path, [{ line, message: error.message.replace(/\.?$/, '') }]);
  }
}

function readJsonLines(path: string, text: string): ListRow[] {
  const faults: { line: number; message: string }[] = [];
  const rows: ListRow[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    try {
      rows.push({ line: index + 1, cells: cellsOf(JSON.parse(line)) });
    } catch (error) {
      faults.push({ line: index + 1, message: error instanceof Error ? error.message : String(error) });
    }
  }
  if (faults.length > 0) throw brokenLines(path, faults);
  return rows;
}

function cellsOf(value: unknown): ListRow['cells'] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError('not a JSON object');
  }
  const cells: Record<string, string | boolean> = {};
  for (const [name, cell] of Object.entries(value) as [string, unknown][]) {
    if (cell === null) continue;
    if (typeof cell !== 'string' && typeof cell !== 'number' && typeof cell !== 'boolean') {
      throw new TypeError(`“${name}” is neither text, a number, true nor false`);
    }
    cells[name] = typeof cell === 'number' ? String(cell) : cell;
  }
  return cells;
}

/** A file's name without its ending. */
export function stemOf(file: string): string {
  return basename(file, extname(file));
}
