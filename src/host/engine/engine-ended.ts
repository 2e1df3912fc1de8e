import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';

/** Why an engine process is no more: by itself, by the host because it did not answer, or for another's sake. */
export type EngineEnd = 'crashed' | 'stuck' | 'stopped';

/** What a task is told whose process ended before it was done. Of a process that was `stopped`, it is not to blame. */
export class EngineEnded extends UmberError {
  readonly end: EngineEnd;

  constructor(end: EngineEnd) {
    if (end === 'stuck') {
      super('ENGINE_STUCK', sentence`The engine did not answer any more and was stopped.`, {
        advice: sentence`Try a smaller picture, or another pack or provider.`,
      });
    } else {
      super('ENGINE_CRASHED', sentence`The engine stopped unexpectedly. It has been started again.`, {
        advice: sentence`Try again. If it happens every time, choose another pack or provider, or a smaller picture.`,
      });
    }
    this.end = end;
  }
}
