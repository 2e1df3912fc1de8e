import * as nodeFiles from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Network } from './sampling/denoiser.ts';

/** Where a picture keeps what it would take to go on after the process was killed. */
export interface ResumeOptions {
  /**
   * Absolute. Its folder must be there, and whoever names the file removes it once the picture is safe or not wanted
   * any more: the engine itself removes only what belongs to another request or cannot be written to.
   */
  readonly file: string;
  /** A picture that is done sooner leaves nothing on the disk, in milliseconds; 2000 where absent. */
  readonly afterMs?: number | undefined;
}

/** The file operations that a log is made of, so that a test can let each of them fail. */
export interface LogFiles {
  open(path: string, flags: string, mode?: number): Promise<LogHandle>;
  unlink(path: string): Promise<void>;
}

/** What a log needs of an open file. Positions and lengths are in bytes. */
export interface LogHandle {
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  write(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ bytesWritten: number }>;
  datasync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** What the network said so far of one picture, kept in a file. */
export interface RunLog {
  /**
   * The same network, which is spared the runs that a process before this one had done: as long as the file has
   * answers, they are given in order. All networks of a picture are run one after another, and share the log.
   */
  remembered(network: Network): Network;
  /** Whether the last answer came from the file. */
  readonly isRecalling: boolean;
  /** Lets the file go, which stays. */
  close(): Promise<void>;
}

const AFTER_MS = 2000;
/** Answers that wait in memory until the picture has taken long enough. */
const MOST_HELD_BYTES = 64 * 2 ** 20;
/**
 * A log grows no further. A picture of 8192×8192 in eight channels takes 32 MB a step, so 32 steps of it are kept and
 * whatever comes after is painted again; any smaller picture is kept whole.
 */
const MOST_LOG_BYTES = 2 ** 30;
/** What a power cut can take is what was written since, and no more than that. */
const SYNC_MS = 5000;

const magic = Buffer.from('UMBRRUN1', 'latin1');
const keyBytes = 32;
const headerBytes = magic.length + keyBytes;
/** Of a frame: its number, the length of its data in bytes, and the CRC-32 of both and of the data. */
const frameHeaderBytes = 12;

/**
 * Opens the log of a picture, and whatever an earlier process left of it.
 *
 * The file is the magic, the key, and a frame for each answer in float32, all little-endian. Sampling is repeated from
 * its start with these answers in the place of the network, so every sampler and every stage of a picture goes on to
 * the same pixels, and none of them has a state that would have to be saved.
 *
 * A frame that is torn or damaged ends the log. A disk that refuses never fails the picture: the log is then given up
 * and removed, for the picture needs the room more.
 *
 * @param key SHA-256 of everything that decides the pixels, asked for when it is first needed; a file with another is
 *   removed
 */
export async function openRunLog(
  { file, afterMs = AFTER_MS }: ResumeOptions,
  key: () => Uint8Array,
  files: LogFiles = nodeFiles,
): Promise<RunLog> {
  const startMs = performance.now();
  let state: 'recalling' | 'holding' | 'writing' | 'over' = 'holding';
  let handle: LogHandle | undefined;
  /** Behind the last good frame. */
  let position = headerBytes;
  let frames = 0;
  let held: Float32Array[] = [];
  let heldBytes = 0;
  let syncedMs = startMs;
  let isRecalling = false;

  /** Does something with the file; where that fails there is no log any more. */
  async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch {
      state = 'over';
      held = [];
      await close();
      await files.unlink(file).catch(() => undefined);
      return undefined;
    }
  }

  async function close(): Promise<void> {
    const open = handle;
    handle = undefined;
    await open?.close().catch(() => undefined);
  }

  async function find(): Promise<void> {
    // Mostly there is none.
    const found = await files.open(file, 'r+').catch(() => undefined);
    if (!found) return;
    handle = found;
    await attempt(async () => {
      const header = await readBytes(found, 0, headerBytes);
      if (header?.subarray(0, magic.length).equals(magic) && header.subarray(magic.length).equals(key())) {
        state = 'recalling';
        return;
      }
      await close();
      await files.unlink(file);
    });
  }

  async function recall(length: number): Promise<Float32Array | undefined> {
    const known = await attempt(() => readFrame(handle!, position, frames, 4 * length));
    if (known) {
      position += frameHeaderBytes + 4 * length;
      frames++;
      return known;
    }
    if (state !== 'recalling') return undefined;
    state = 'writing';
    await attempt(() => handle!.truncate(position));
    return undefined;
  }

  async function keep(answer: Float32Array): Promise<void> {
    if (state === 'holding') {
      // A copy: the network uses its buffer again.
      held.push(answer.slice());
      heldBytes += answer.byteLength;
      if (performance.now() - startMs < afterMs && heldBytes < MOST_HELD_BYTES) return;
      await begin();
    } else if (state === 'writing') await append(answer);
  }

  async function begin(): Promise<void> {
    await attempt(async () => {
      handle = await files.open(file, 'w+', 0o600);
      await writeBytes(handle, Buffer.concat([magic, key()]), 0);
    });
    if (!handle) return;
    state = 'writing';
    for (const answer of held.splice(0)) await append(answer);
  }

  async function append(answer: Float32Array): Promise<void> {
    const open = handle;
    if (!open) return;
    if (position + frameHeaderBytes + answer.byteLength > MOST_LOG_BYTES) {
      state = 'over';
      await close();
      return;
    }
    await attempt(async () => {
      const data = bytesOf(answer);
      await writeBytes(open, frameHeader(frames, data), position);
      await writeBytes(open, data, position + frameHeaderBytes);
      position += frameHeaderBytes + data.length;
      frames++;
      if (performance.now() - syncedMs < SYNC_MS) return;
      await open.datasync();
      syncedMs = performance.now();
    });
  }

  await find();
  return {
    remembered: (network) => async (x, level) => {
      const known = state === 'recalling' ? await recall(x.length) : undefined;
      isRecalling = known !== undefined;
      if (known) return known;
      const answer = await network(x, level);
      await keep(answer);
      return answer;
    },
    get isRecalling() {
      return isRecalling;
    },
    close,
  };
}

function bytesOf(values: Float32Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

function frameHeader(number: number, data: Uint8Array): Buffer {
  const header = Buffer.alloc(frameHeaderBytes);
  header.writeUInt32LE(number, 0);
  header.writeUInt32LE(data.length, 4);
  header.writeUInt32LE(crc32(data, crc32(header.subarray(0, 8))), 8);
  return header;
}

/** The frame of this number and length, where it is there and whole. */
async function readFrame(
  handle: LogHandle,
  position: number,
  number: number,
  length: number,
): Promise<Float32Array | undefined> {
  const header = await readBytes(handle, position, frameHeaderBytes);
  if (header?.readUInt32LE(4) !== length) return undefined;
  const data = await readBytes(handle, position + frameHeaderBytes, length);
  if (!data || !frameHeader(number, data).equals(header)) return undefined;
  return new Float32Array(data.buffer, data.byteOffset, length / 4);
}

/** Undefined where the file is shorter. */
async function readBytes(handle: LogHandle, position: number, length: number): Promise<Buffer | undefined> {
  // With a buffer of its own, which is aligned.
  const bytes = Buffer.from(new ArrayBuffer(length));
  for (let done = 0; done < length;) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) return undefined;
    done += bytesRead;
  }
  return bytes;
}

async function writeBytes(handle: LogHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
