/** The work took longer than anybody should wait for it; it may still end well. */
class TooSlowError extends Error {
  override name = "TooSlowError";
}

/**
 * The work's result, if it comes in time: a database that vanished without a word can leave a query open for minutes.
 * @throws TooSlowError
 */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(new TooSlowError(`No answer within ${ms} ms.`));
  // Where this process itself was busy for too long the answer has come, and is read before this.
  const timer = setTimeout(() => setImmediate(giveUp), ms);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
