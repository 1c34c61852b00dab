import { setTimeout as pause } from "node:timers/promises";
import { type Product, type ProductOptions, startProduct } from "./product.ts";

const betweenStartsMs = 50;

/** A process of Moltdesk that is started again whenever it ends, as an installation's supervisor does. */
export class Supervised {
  starts = 0;
  readonly port: number;
  readonly #options: ProductOptions;
  readonly #loop: Promise<void>;
  #product: Product | null = null;
  #lastWords = "";
  #isStopping = false;

  constructor(options: ProductOptions & { env: { PORT: string } }) {
    this.#options = options;
    this.port = Number(options.env.PORT);
    this.#loop = this.#run();
  }

  /** Kills it where it stands; nothing happens to one that is not up. */
  async kill(): Promise<void> {
    await this.#product?.end("SIGKILL");
  }

  /** Whether it says that it does all of its work. */
  async isReady(): Promise<boolean> {
    if (!this.#product) return false;
    const ready = await fetch(`${this.#product.url}/readyz`, { signal: AbortSignal.timeout(10_000) }).catch(
      () => null,
    );
    return ready?.ok ?? false;
  }

  /** What it wrote since its last start, or before that if it is not up. */
  output(): string {
    return this.#product?.output() ?? this.#lastWords;
  }

  /** Asks it to stop, and starts it no more. @returns its exit code */
  async stop(): Promise<number | null> {
    this.#isStopping = true;
    const code = (await this.#product?.end("SIGTERM")) ?? null;
    await this.#loop;
    return code;
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      try {
        this.starts += 1;
        this.#product = await startProduct(this.#options);
        await this.#product.ended;
        this.#lastWords = this.#product.output();
      } catch (error) {
        // It cannot start while its database is away.
        this.#lastWords = String(error);
        await pause(betweenStartsMs);
      }
      this.#product = null;
    }
  }
}
