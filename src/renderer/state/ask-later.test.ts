import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AskLater } from './ask-later.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const asked: string[] = [];
  const heard: (string | undefined)[] = [];
  const answers = new Map<string, PromiseWithResolvers<string>>();
  const later = new AskLater<string, string>(
    (input) => {
      asked.push(input);
      const answer = Promise.withResolvers<string>();
      answers.set(input, answer);
      return answer.promise;
    },
    (answer) => heard.push(answer),
  );
  const stand = () => vi.advanceTimersByTimeAsync(200);
  return { later, asked, heard, answers, stand };
}

describe('asking later', () => {
  it('asks once for what has stood still', async () => {
    const { later, asked, stand } = setUp();
    later.want('a');
    later.want('b');
    later.want('b');
    await stand();
    expect(asked).toEqual(['b']);
  });

  it('does not ask for what was wanted in passing, back where it began', async () => {
    const { later, asked, stand } = setUp();
    later.want('a');
    await stand();
    later.want('b');
    later.want('a');
    await stand();
    expect(asked).not.toContain('b');
  });

  it('hears the answer to what was wanted last, in whatever order they come', async () => {
    const { later, heard, answers, stand } = setUp();
    later.want('a');
    await stand();
    later.want('b');
    await stand();
    answers.get('b')!.resolve('of b');
    answers.get('a')!.resolve('of a');
    await stand();
    expect(heard).toEqual(['of b']);
  });

  it('asks again after a failure, and when it was told to forget', async () => {
    const { later, asked, heard, answers, stand } = setUp();
    later.want('a');
    await stand();
    answers.get('a')!.reject(new Error('no'));
    await stand();
    later.want('a');
    await stand();
    later.forget();
    later.want('a');
    await stand();
    expect(heard).toEqual([undefined]);
    expect(asked).toEqual(['a', 'a', 'a']);
  });
});
