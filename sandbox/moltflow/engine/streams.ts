/** What a session's live stream carries: the webhook envelope, as the contract assumes. */
export type StreamEvent = { event: string; timestamp: string; data: Record<string, unknown> };

export type SessionStreams = {
  publish(sessionId: string, event: StreamEvent): void;
  /** Listens to one session; the returned function stops. */
  subscribe(sessionId: string, listener: (event: StreamEvent) => void): () => void;
};

export function createSessionStreams(): SessionStreams {
  const listeners = new Map<string, Set<(event: StreamEvent) => void>>();
  return {
    publish(sessionId, event) {
      for (const listener of listeners.get(sessionId) ?? []) listener(event);
    },
    subscribe(sessionId, listener) {
      const own = listeners.get(sessionId) ?? new Set();
      listeners.set(sessionId, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0) listeners.delete(sessionId);
      };
    },
  };
}
