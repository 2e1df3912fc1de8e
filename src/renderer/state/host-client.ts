import { UmberError } from '../../shared/errors.ts';
import type { HostEvent } from '../../shared/events.ts';
import type { RouteName } from '../../shared/routes/route-names.ts';
import type { HostBridge, RouteInput, RouteOutput } from '../../shared/routes/routes.ts';

/** The host as the renderer's state sees it: errors that crossed as values are thrown again. */
export interface HostClient {
  ask<N extends RouteName>(name: N, input: RouteInput<N>): Promise<RouteOutput<N>>;
  onEvent(listener: (event: HostEvent) => void): () => void;
}

/** Wraps the bridge that a shell gives. `ask` throws an `UmberError` with the host's own code and advice. */
export function createHostClient(bridge: HostBridge): HostClient {
  return {
    async ask(name, input) {
      const answer = await bridge.routes[name](input);
      if (answer.ok) return answer.value;
      throw UmberError.from(answer.error);
    },
    onEvent: (listener) => bridge.onEvent(listener),
  };
}
