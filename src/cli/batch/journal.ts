import { open, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { outputError } from '../../files/write-file-atomic.ts';

const entrySchema = z.object({
  /** Name of the picture in the folder. */
  file: z.string(),
  /** What it is made from; see `keyOf`. */
  key: z.string(),
  state: z.enum(['started', 'made']),
  /** Of one that was started: an older picture lies under its name until it is made. */
  isOverOlder: z.boolean().optional(),
  seed: z.number().optional(),
  seconds: z.number().optional(),
});

/** That a picture of a batch was begun, or is there. */
export type JournalEntry = z.infer<typeof entrySchema>;

/** What a batch has done in a folder, kept there so that it can be gone on with after any end. */
export interface Journal {
  /** The last that is known of a file. */
  find(file: string): JournalEntry | undefined;
  /** Durable once it returns. */
  write(entry: JournalEntry): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the journal at a path, and makes it where it is missing.
 *
 * @throws UmberError `OUTPUT_READ_ONLY`, `OUTPUT_DISK_FULL`, `OUTPUT_FAILED`
 */
export async function openJournal(path: string): Promise<Journal> {
  try {
    const before = await readFile(path, 'utf8').catch(() => '');
    const last = new Map(readEntries(before).map((entry) => [entry.file, entry]));
    const file = await open(path, 'a');
    // A line that a kill has cut short must not take the next one with it.
    if (before !== '' && !before.endsWith('\n')) await file.writeFile('\n');
    return {
      find: (name) => last.get(name),
      async write(entry) {
        last.set(entry.file, entry);
        const line = `${JSON.stringify(entry)}\n`;
        try {
          await file.writeFile(line);
          await file.datasync();
        } catch (error) {
          throw outputError(error, path, line.length);
        }
      },
      close: () => file.close(),
    };
  } catch (error) {
    throw outputError(error, path, 0);
  }
}

function readEntries(text: string): JournalEntry[] {
  return text.split('\n').flatMap((line) => {
    try {
      const entry = entrySchema.safeParse(JSON.parse(line));
      return entry.success ? [entry.data] : [];
    } catch {
      return [];
    }
  });
}
