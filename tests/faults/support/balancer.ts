import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "#tests/support/free-port.ts";

const lookAgainMs = 100;
const connectLimitMs = 2_000;

type Backend = {
  port: number;
  isOut: boolean;
  /** Connections that it got so far. */
  served: number;
};

/**
 * A plain TCP balancer: each new connection goes to the next backend in turn. One that does not take a connection is out
 * until it does again; connections over a backend that dies break off, as they do in front of real ones.
 */
export class Balancer {
  readonly url: string;
  readonly #backends: Backend[];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #turn = 0;
  #isClosed = false;

  static async start(ports: readonly number[]): Promise<Balancer> {
    const port = await freePort();
    const balancer = new Balancer(port, ports);
    await new Promise<void>((resolve) => balancer.#server.listen(port, "127.0.0.1", resolve));
    return balancer;
  }

  private constructor(port: number, ports: readonly number[]) {
    this.url = `http://127.0.0.1:${port}`;
    this.#backends = ports.map((one) => ({ port: one, isOut: false, served: 0 }));
    this.#server = createServer((client) => void this.#pass(client));
  }

  /** How many connections each backend got so far, in the order in which they were named. */
  get served(): number[] {
    return this.#backends.map(({ served }) => served);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #pass(client: Socket): Promise<void> {
    this.#keep(client);
    // Nothing is read from the client before somebody is there to take it.
    const upstream = await this.#reach();
    if (!upstream || client.destroyed) {
      upstream?.destroy();
      client.destroy();
      return;
    }
    this.#keep(upstream);
    client.pipe(upstream).pipe(client);
    // What was read already is still handed on.
    client.once("close", () => upstream.destroySoon());
    upstream.once("close", () => client.destroySoon());
  }

  /** A connection to whose turn it is, or to the next one that takes it. */
  async #reach(): Promise<Socket | null> {
    for (let tries = 0; tries < this.#backends.length; tries += 1) {
      const usable = this.#backends.filter(({ isOut }) => !isOut);
      const backend = usable[this.#turn++ % usable.length];
      if (!backend) return null;
      const socket = await open(backend.port);
      if (socket) {
        backend.served += 1;
        return socket;
      }
      this.#takeOut(backend);
    }
    return null;
  }

  #takeOut(backend: Backend): void {
    if (backend.isOut) return;
    backend.isOut = true;
    void (async () => {
      while (backend.isOut && !this.#isClosed) {
        await pause(lookAgainMs);
        const socket = await open(backend.port);
        socket?.destroy();
        backend.isOut = socket === null;
      }
    })();
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket.setNoDelay(true));
    // Whatever broke it, its other end is closed by what follows.
    socket.on("error", () => socket.destroy());
    socket.once("close", () => this.#sockets.delete(socket));
  }
}

function open(port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const fail = () => {
      socket.destroy();
      resolve(null);
    };
    socket.setTimeout(connectLimitMs, fail);
    socket.once("error", fail);
    socket.once("connect", () => {
      socket.setTimeout(0);
      socket.off("error", fail);
      resolve(socket);
    });
  });
}
