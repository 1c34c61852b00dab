const holder: Record<symbol, unknown> = globalThis as never;

/**
 * One value per process. Our server and Next's bundles each load their own copy of a module, so pools, buses and
 * counters live on `globalThis`.
 */
export function singleton<T>(name: string, make: () => T): T {
  const key = Symbol.for(`moltdesk.${name}`);
  if (!(key in holder)) holder[key] = make();
  return holder[key] as T;
}

/** Forgets a value, for shutdown and tests. */
export function forgetSingleton(name: string): void {
  delete holder[Symbol.for(`moltdesk.${name}`)];
}
