import { describe, expect, it } from 'vitest';
import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import { createOutput } from './output.ts';
import type { ProgressEvent } from './output.ts';

function capture(options: { isTTY?: boolean; isJson?: boolean; columns?: number } = {}) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written) => ({
    write: (text: string) => (written[name] += text),
    isTTY: options.isTTY,
    columns: options.columns,
  });
  const output = createOutput({
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    isJson: options.isJson ?? false,
  });
  return { written, output };
}

function sampling(step: number, steps: number): ProgressEvent {
  return { picture: 1, pictures: 1, part: 'sampling', step, steps };
}

describe('output', () => {
  it('draws one bar on a terminal, within its width, and clears it before the next line', () => {
    for (const columns of [20, 40, 80, 0]) {
      const { written, output } = capture({ isTTY: true, columns });
      for (let step = 0; step <= 20; step++) output.progress(sampling(step, 20));
      output.print('done');
      const drawn = written.stderr.split('\r\u001b[2K').slice(1);
      expect(drawn).toHaveLength(22);
      expect(drawn.every((line) => line.length < (columns || 80) && !line.includes('\n'))).toBe(true);
      expect(drawn.at(-1)).toBe('');
      if (columns === 80 || columns === 0) {
        expect(drawn[10]).toMatch(/^step 10 of 20 \[#{15}\.{15}\] {2}[\d.]+ s, [\d.]+ s left$/);
        expect(drawn[20]).toMatch(/\[#{30}\]/);
      }
      expect(written.stdout).toBe('done\n');
    }
  });

  it('writes at most ten plain lines a picture elsewhere', () => {
    for (const steps of [1, 7, 20, 1000]) {
      const { written, output } = capture();
      for (let step = 0; step <= steps; step++) output.progress(sampling(step, steps));
      const lines = written.stderr.trimEnd().split('\n');
      expect(lines.length).toBeLessThanOrEqual(10);
      expect(lines.at(-1)).toBe(`step ${steps} of ${steps}`);
      expect(written.stderr).not.toContain('\u001b');
    }
  });

  it('keeps JSON apart: the result on one stream, events by line on the other', () => {
    const { written, output } = capture({ isJson: true, isTTY: true });
    output.progress(sampling(1, 2));
    output.print('for people');
    output.note('for people');
    output.note('for both', { width: 4 });
    output.fail(new UmberError('LAYOUT_EMPTY', sentence`Nothing.`, { advice: sentence`Paint.` }), undefined);
    output.result({ command: 'paint' });
    expect(JSON.parse(written.stdout)).toEqual({ command: 'paint' });
    const events = written.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(events).toEqual([
      { event: 'progress', ...sampling(1, 2) },
      { event: 'note', message: 'for both', width: 4 },
      { event: 'error', code: 'LAYOUT_EMPTY', message: 'Nothing.', advice: 'Paint.' },
    ]);
  });

  it('shows causes only where they were asked for, and lets no text steer the terminal', () => {
    const error = new UmberError('INTERNAL', sentence`odd [31mname‮`, {
      advice: sentence`Report it.`,
      cause: new Error('the \u009breason'),
    });
    const plain = capture();
    plain.output.fail(error, undefined);
    expect(plain.written.stderr).toBe('umber: odd \ufffd[31mname\ufffd (INTERNAL)\n  Report it.\n');
    const verbose = capture();
    verbose.output.fail(error, error);
    expect(verbose.written.stderr).toContain('because of Error: the \ufffdreason');
    const scripts = capture({ isJson: true });
    const value = { prompt: 'odd \u001b[31m\u009b\u202ename\n' };
    scripts.output.result(value);
    expect(scripts.written.stdout).toMatch(/^[\n -~]+$/);
    expect(JSON.parse(scripts.written.stdout)).toEqual(value);
  });
});
