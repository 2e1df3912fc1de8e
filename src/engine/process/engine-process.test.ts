import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineFile, tinyRequest, tinyTarget } from '../../../tests/support/tiny-pack.ts';
import type { EngineMessage, EngineTask } from '../../shared/engine-protocol.ts';
import { createEngine, type Engine } from '../engine.ts';
import { openEnginePort } from './engine-port.ts';

const slow = 120_000;
const target = tinyTarget();

/** An engine process, as raw as the host has it. */
class EngineChild {
  readonly child: ChildProcess;
  readonly messages: EngineMessage[] = [];
  beats = 0;
  #nextId = 1;
  #listeners = new Set<() => void>();

  constructor() {
    this.child = fork(engineFile, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      execArgv: [],
    });
    this.child.stdout!.on('data', (bytes: Buffer) => (this.beats += bytes.length));
    this.child.on('message', (message) => {
      this.messages.push(message as EngineMessage);
      for (const listener of this.#listeners) listener();
    });
  }

  ask(task: EngineTask): number {
    const id = this.#nextId++;
    this.child.send({ id, task });
    return id;
  }

  cancel(id: number): void {
    this.child.send({ id, isCancelled: true });
  }

  /** The first message that fits, whenever it comes. */
  async said<T extends EngineMessage>(fits: (message: EngineMessage) => message is T): Promise<T>;
  async said(fits: (message: EngineMessage) => boolean): Promise<EngineMessage>;
  async said(fits: (message: EngineMessage) => boolean): Promise<EngineMessage> {
    for (;;) {
      const found = this.messages.find(fits);
      if (found) return found;
      await new Promise<void>((resolve) => {
        const listener = () => {
          this.#listeners.delete(listener);
          resolve();
        };
        this.#listeners.add(listener);
      });
    }
  }

  async answer(id: number): Promise<unknown> {
    const message = await this.said((one) => 'id' in one && one.id === id && one.kind !== 'progress');
    return message.kind === 'done' ? message.value : message.kind === 'failed' ? message.error : undefined;
  }
}

let engine: EngineChild;
let inProcess: Engine;

beforeAll(async () => {
  engine = new EngineChild();
  inProcess = await createEngine({ packFolder: target.folder, threads: 1 });
}, slow);
afterAll(async () => {
  engine.child.kill('SIGKILL');
  await inProcess.dispose();
});

describe('the engine as a process', { timeout: slow }, () => {
  it('says what it can do before it is asked anything', async () => {
    expect(await engine.said(({ kind }) => kind === 'ready')).toMatchObject({
      providers: expect.arrayContaining(['cpu']) as string[],
    });
  });

  it('paints the very picture that the engine paints in any process, and tells how far it is', async () => {
    const id = engine.ask({ kind: 'generate', target, request: tinyRequest(), wantsPreviews: false });
    const painted = await engine.answer(id);
    const expected = await inProcess.generate(tinyRequest());
    expect(painted).toMatchObject({ width: 64, height: 64, warnings: [] });
    expect(Buffer.compare((painted as { png: Uint8Array }).png, expected.png)).toBe(0);
    const progress = engine.messages.flatMap((one) =>
      one.kind === 'progress' && one.id === id ? [[one.progress.part, one.progress.step]] : [],
    );
    expect(progress).toEqual([
      ['loading', 0],
      ...[0, 1, 2, 3, 4].map((step) => ['sampling', step]),
      ['decoding', 4],
    ]);
    expect(engine.messages.some((one) => one.kind === 'progress' && one.preview)).toBe(false);
  });

  it('repaints the same pixels without a file', async () => {
    const { rgb } = await inProcess.generate(tinyRequest());
    const answer = await engine.answer(engine.ask({ kind: 'repaint', target, request: tinyRequest() }));
    expect(answer).toEqual({
      picture: { width: 64, height: 64, rgb },
      samplingMs: expect.any(Number) as number,
      decodeMs: expect.any(Number) as number,
    });
  });

  it('paints what a mask covers from a picture, says what it kept, and counts the steps that there are', async () => {
    const size = { width: 64, height: 64 };
    const request = tinyRequest({
      conditions: {
        source: { ...size, rgb: new Uint8Array(3 * 64 * 64).fill(90), strength: 0.5 },
        mask: { ...size, coverage: new Uint8Array(64 * 64).fill(255, 0, 64 * 32), feather: 0, context: 0 },
      },
    });
    const id = engine.ask({ kind: 'generate', target, request, wantsPreviews: false });
    expect(await engine.answer(id)).toMatchObject({ edit: { keptPixels: 64 * 32, changedOutside: 0 } });
    const decoding = engine.messages.find(
      (one) => one.kind === 'progress' && one.id === id && one.progress.part === 'decoding',
    );
    expect(decoding).toMatchObject({ progress: { step: 2, steps: 2 } });
  });

  it('gives a sign that it gets on before each window of a step', async () => {
    const request = tinyRequest({ steps: 2, wrap: 'horizontal' });
    const id = engine.ask({ kind: 'generate', target, request, wantsPreviews: false });
    await engine.answer(id);
    const steps = engine.messages.flatMap((one) =>
      one.kind === 'progress' && one.id === id && one.progress.part === 'sampling' ? [one.progress.step] : [],
    );
    expect(steps.filter((step) => step === 1).length).toBeGreaterThan(1);
  });

  it('makes previews where they are wanted, and not one for each of many quick steps', async () => {
    const request = tinyRequest({ steps: 60 });
    const id = engine.ask({ kind: 'generate', target, request, wantsPreviews: true });
    await engine.answer(id);
    const steps = engine.messages.filter((one) => one.kind === 'progress' && one.id === id);
    const previews = steps.flatMap((one) => (one.kind === 'progress' && one.preview ? [one.preview] : []));
    expect(previews.length).toBeGreaterThan(0);
    expect(previews[0]).toMatchObject({ width: 8, height: 8, rgb: { length: 192 } });
  });

  it('stops a picture between two steps and goes on with the next', async () => {
    const request = tinyRequest({ steps: 1000 });
    const id = engine.ask({ kind: 'generate', target, request, wantsPreviews: false });
    await engine.said((one) => one.kind === 'progress' && one.id === id && one.progress.step === 1);
    engine.cancel(id);
    expect(await engine.answer(id)).toMatchObject({ code: 'CANCELLED' });
    const steps = engine.messages.filter((one) => one.kind === 'progress' && one.id === id);
    expect(steps.length).toBeLessThan(1000);
    const next = engine.ask({ kind: 'generate', target, request: tinyRequest(), wantsPreviews: false });
    expect(await engine.answer(next)).toMatchObject({ width: 64 });
  });

  it('repaints between the steps of a picture, which comes out the same for it', async () => {
    const request = tinyRequest({ steps: 200 });
    const picture = engine.ask({ kind: 'generate', target, request, wantsPreviews: false });
    await engine.said((one) => one.kind === 'progress' && one.id === picture && one.progress.step === 1);
    const live = engine.ask({ kind: 'repaint', target, request: tinyRequest({ steps: 2 }) });
    const light = engine.ask({
      kind: 'encodeLayout',
      layout: { width: 2, height: 1, classIds: Uint8Array.of(1, 8) },
    });
    expect(await engine.answer(light)).toMatchObject({ bytes: expect.any(Uint8Array) as Uint8Array });
    await engine.answer(live);
    expect(engine.messages.some((one) => one.kind === 'done' && one.id === picture)).toBe(false);
    const painted = (await engine.answer(picture)) as { png: Uint8Array };
    const expected = await inProcess.generate(request);
    expect(Buffer.compare(painted.png, expected.png)).toBe(0);
  });

  it('reads layouts and results, and says what is wrong with them in words', async () => {
    const layout = { width: 2, height: 2, classIds: Uint8Array.of(1, 1, 8, 8) };
    const encoded = (await engine.answer(engine.ask({ kind: 'encodeLayout', layout }))) as {
      bytes: Uint8Array;
    };
    const read = engine.ask({ kind: 'readLayout', bytes: encoded.bytes, classes: 'auto' });
    expect(await engine.answer(read)).toEqual({
      layout,
      classes: 'umber',
      snappedPixels: 0,
      unknownPixels: 0,
    });
    const { png } = await inProcess.generate(tinyRequest());
    const result = await engine.answer(engine.ask({ kind: 'readResult', bytes: png }));
    expect(result).toMatchObject({
      recipe: { request: { seed: 3, pack: 'tiny' } },
      layout: { width: 64, height: 64 },
    });
    const recipeAlone = await engine.answer(engine.ask({ kind: 'readResult', bytes: png, wanted: ['mask'] }));
    expect(Object.keys(recipeAlone as object)).toEqual(['recipe']);
    const none = await engine.answer(engine.ask({ kind: 'readResult', bytes: encoded.bytes }));
    expect(none).toMatchObject({ code: 'RECIPE_MISSING' });
    const broken = engine.ask({ kind: 'readLayout', bytes: Uint8Array.of(1, 2), classes: 'auto' });
    expect(await engine.answer(broken)).toMatchObject({
      code: 'PICTURE_NOT_PNG',
      advice: { pattern: expect.stringMatching(/./) as string },
    });
  });

  it('reads classes from a picture of any size', async () => {
    const rgb = new Uint8Array(3 * 90 * 50).map((_, index) => index % 251);
    const id = engine.ask({ kind: 'segment', target, width: 90, height: 50, rgb });
    const { layout } = (await engine.answer(id)) as { layout: { classIds: Uint8Array } };
    expect(layout).toEqual(await inProcess.segment({ width: 90, height: 50, rgb }));
    expect(layout.classIds.every((classId) => classId > 0 && classId < 25)).toBe(true);
  });

  it('does not load a pack that is no longer the one that was found', async () => {
    const changed = { ...target, hash: 'f'.repeat(64) };
    const id = engine.ask({ kind: 'load', target: changed });
    expect(await engine.answer(id)).toMatchObject({ code: 'PACK_FILE_ALTERED' });
  });

  it('gives signs of life while it paints', async () => {
    const request = tinyRequest({ steps: 1000, width: 128, height: 128 });
    const id = engine.ask({ kind: 'generate', target, request, wantsPreviews: false });
    const before = engine.beats;
    await wait(1500);
    engine.cancel(id);
    expect(engine.beats).toBeGreaterThan(before);
    await engine.answer(id);
  });

  it('ends itself when nobody is connected any more', async () => {
    const other = new EngineChild();
    await other.said(({ kind }) => kind === 'ready');
    const exit = once(other.child, 'exit');
    other.child.disconnect();
    await exit;
  });
});

describe('openEnginePort', () => {
  it('speaks through the port of a utility process where there is one', async () => {
    const { port1, port2 } = new MessageChannel();
    const heardBy = (port: MessagePort) => new Promise((resolve) => port.once('message', resolve));
    // Electron's port has the methods of Node's emitters, and wraps what it gets in an event.
    const parentPort = {
      postMessage: (message: unknown) => port1.postMessage(message),
      on: (event: string, listener: (event: { data: unknown }) => void) =>
        port1.on(event, (data: unknown) => listener({ data })),
    };
    const port = openEnginePort({ parentPort } as unknown as NodeJS.Process);
    const heard = new Promise((resolve) => port.onMessage(resolve));
    port2.postMessage({ id: 1, bytes: Uint8Array.of(1, 2) });
    expect(await heard).toEqual({ id: 1, bytes: Uint8Array.of(1, 2) });
    const answered = heardBy(port2);
    port.send({ kind: 'ready' });
    expect(await answered).toEqual({ kind: 'ready' });
    port1.close();
  });

  it('refuses to run by itself', () => {
    expect(() => openEnginePort({} as NodeJS.Process)).toThrow(/child of the studio/);
  });
});
