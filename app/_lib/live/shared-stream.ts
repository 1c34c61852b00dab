import type { LiveMessage } from "#server/api/live.ts";
import type { EventSummary } from "#server/inbox/index.ts";

/** What is heard of the one stream; `isGap`: events may be missing before this message. */
export type Heard = { through: number; data: LiveMessage; isGap?: boolean };
export type StreamState = "connecting" | "retrying" | "live";

export type StreamListener = {
  onMessage: (heard: Heard) => void;
  /** Only when it changes. */
  onState: (state: StreamState) => void;
  /** The stream may not be opened again. */
  onError: (error: unknown) => void;
};

/** Opens the real connection. @returns what closes it */
export type OpenStream = (after: number, listener: StreamListener) => () => void;

export type SharedStreamOptions = {
  /** Tabs with the same name share one connection: of one reader, and one workspace. */
  name: string;
  /** The last `seq` that this tab has. */
  after: number;
  open: OpenStream;
  listener: StreamListener;
};

type Said =
  | { kind: "message"; heard: Heard }
  | { kind: "state"; state: StreamState }
  | { kind: "refused" }
  | { kind: "hello"; tab: string; seen: number }
  | { kind: "welcome"; tab: string; since: number; heard: Heard; state: StreamState };

/** What the tab that holds the connection keeps for tabs that open later. */
const maxKept = 1_000;
/** A tab that is looked at does not wait longer for one that may have been put to sleep by the browser. */
const silenceMs = 3_000;

/**
 * One connection for all tabs of a browser: browsers stop at about six a host. The tab that holds a lock has it and
 * tells the others; when it closes, the lock goes to another, which goes on from the last `seq` that it heard.
 */
class SharedStream {
  private readonly options: SharedStreamOptions;
  private readonly channel: BroadcastChannel;
  private readonly tab = crypto.randomUUID();
  private seen: number;
  private state: StreamState = "connecting";
  private closeStream: (() => void) | null = null;
  private letGo: (() => void) | null = null;
  private readonly ended = new AbortController();
  private silence: ReturnType<typeof setTimeout> | undefined;
  private isWelcome = false;
  /** As the holder: events after `since`. */
  private kept: EventSummary[] = [];
  private since: number;
  private saidAtMs = 0;

  constructor(options: SharedStreamOptions) {
    this.options = options;
    this.seen = options.after;
    this.since = options.after;
    this.channel = new BroadcastChannel(options.name);
    this.channel.onmessage = ({ data }: MessageEvent<Said>) => this.hear(data);
    void this.waitForLock({ signal: this.ended.signal });
    this.sayHello();
  }

  close(): void {
    this.ended.abort();
    clearTimeout(this.silence);
    this.dropStream();
    this.channel.close();
  }

  /** Whoever holds the connection answers; if nobody does, this tab takes it, provided somebody looks at it. */
  sayHello(): void {
    if (this.closeStream || this.ended.signal.aborted) return;
    this.isWelcome = false;
    this.say({ kind: "hello", tab: this.tab, seen: this.seen });
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      if (!this.isWelcome && isLookedAt()) void this.waitForLock({ steal: true });
    }, silenceMs);
  }

  private async waitForLock(how: LockOptions): Promise<void> {
    try {
      await navigator.locks.request(this.options.name, how, () => this.hold());
    } catch {
      if (this.ended.signal.aborted) return;
      // Another tab took it because we were asleep.
      this.dropStream();
      void this.waitForLock({ signal: this.ended.signal });
      this.sayHello();
    }
  }

  private hold(): Promise<void> {
    if (this.ended.signal.aborted) return Promise.resolve();
    clearTimeout(this.silence);
    this.kept = [];
    this.since = this.seen;
    this.closeStream = this.options.open(this.seen, {
      onMessage: (heard) => this.pass(heard),
      onState: (state) => {
        this.setState(state);
        this.say({ kind: "state", state });
      },
      onError: (error) => {
        this.say({ kind: "refused" });
        this.options.listener.onError(error);
      },
    });
    return new Promise((resolve) => {
      this.letGo = resolve;
    });
  }

  private dropStream(): void {
    this.closeStream?.();
    this.letGo?.();
    this.closeStream = null;
    this.letGo = null;
  }

  private pass(heard: Heard): void {
    this.kept.push(...heard.data.events);
    if (this.kept.length > maxKept) {
      this.since = this.kept.splice(0, this.kept.length - maxKept).at(-1)?.seq ?? this.since;
    }
    this.say({ kind: "message", heard });
    this.take(heard);
  }

  private hear(said: Said): void {
    if (said.kind === "hello") this.welcome(said);
    // Whoever holds the connection knows better.
    else if (this.closeStream === null) this.follow(said);
  }

  private follow(said: Exclude<Said, { kind: "hello" }>): void {
    if (said.kind === "refused") this.options.listener.onError(null);
    else if (said.kind === "state") this.setState(said.state);
    else if (said.kind === "welcome") this.join(said);
    // Before the welcome something may be missing; the welcome brings it all.
    else if (this.isWelcome) this.take(said.heard);
  }

  private join({ tab, state, heard, since }: Extract<Said, { kind: "welcome" }>): void {
    if (tab !== this.tab || this.isWelcome) return;
    this.isWelcome = true;
    clearTimeout(this.silence);
    this.setState(state);
    this.take({ ...heard, isGap: since > this.seen });
  }

  private welcome({ tab, seen }: Extract<Said, { kind: "hello" }>): void {
    if (!this.closeStream) return;
    const events = this.kept.filter(({ seq }) => seq > seen);
    // What else changed since the newcomer's page was made, nobody knows.
    const data: LiveMessage = { events, topics: "all", saidAtMs: this.saidAtMs, rightsChanged: false };
    const heard = { through: this.seen, data };
    this.say({ kind: "welcome", tab, since: this.since, heard, state: this.state });
  }

  private take({ through, data, isGap = false }: Heard): void {
    const events = data.events.filter(({ seq }) => seq > this.seen);
    this.seen = Math.max(this.seen, through);
    this.saidAtMs = data.saidAtMs;
    this.options.listener.onMessage({ through, data: { ...data, events }, isGap });
  }

  private setState(state: StreamState): void {
    if (state === this.state) return;
    this.state = state;
    this.options.listener.onState(state);
  }

  private say(said: Said): void {
    if (!this.ended.signal.aborted) this.channel.postMessage(said);
  }
}

const isLookedAt = () => typeof document === "undefined" || document.visibilityState === "visible";

/** Without a secure origin a browser offers no locks: then each tab has a connection of its own. */
const mayShare = () => typeof BroadcastChannel !== "undefined" && navigator.locks !== undefined;

/**
 * Follows a stream that all tabs of this browser share.
 * @returns what leaves it
 */
export function followShared(options: SharedStreamOptions): () => void {
  if (!mayShare()) return options.open(options.after, options.listener);
  const stream = new SharedStream(options);
  const whenLookedAt = () => {
    if (isLookedAt()) stream.sayHello();
  };
  if (typeof document !== "undefined") document.addEventListener("visibilitychange", whenLookedAt);
  return () => {
    if (typeof document !== "undefined") document.removeEventListener("visibilitychange", whenLookedAt);
    stream.close();
  };
}
