import { singleton } from "#server/core/singleton.ts";
import type { Db, Queryable } from "./client.ts";

type Works = Map<string, () => void>;
type Begins = Pick<Db, "transaction">;

const waiting = () => singleton("database.after-commit", () => new WeakMap<object, Works>());

/** Notes what transactions that begin here leave for later. What a savepoint leaves goes to what it lies in. */
function watch(outer: Begins, hand: (works: Works) => void): void {
  const begin = outer.transaction.bind(outer);
  outer.transaction = async (work, config) => {
    const works: Works = new Map();
    const result = await begin((tx) => {
      waiting().set(tx, works);
      watch(tx, (inner) => {
        for (const [name, run] of inner) works.set(name, run);
      });
      return work(tx);
    }, config);
    hand(works);
    return result;
  };
}

/** Lets `afterCommit` be asked within the transactions of this database. */
export function tellingCommits(db: Db): Db {
  watch(db, (works) => {
    for (const run of works.values()) run();
  });
  return db;
}

/**
 * Runs `run` when the transaction has committed, once for each `name`, and never when it is rolled back; at once where
 * there is no transaction. A process that dies in between does not run it, so it may only bring forward what comes anyway.
 */
export function afterCommit(where: Queryable, name: string, run: () => void): void {
  const works = waiting().get(where);
  if (works) works.set(name, run);
  else run();
}
