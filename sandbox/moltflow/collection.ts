type Row = { id: string; tenantId: string };

/** Rows in insertion order, found by id; the tenant-scoped finders are the only ones routes may use. */
export class Collection<T extends { id: string }> {
  readonly #rows = new Map<string, T>();

  add(row: T): T {
    this.#rows.set(row.id, row);
    return row;
  }
  get(id: string): T | undefined {
    return this.#rows.get(id);
  }
  delete(id: string): void {
    this.#rows.delete(id);
  }
  all(): T[] {
    return [...this.#rows.values()];
  }
  where(matches: (row: T) => boolean): T[] {
    return this.all().filter(matches);
  }
  find(matches: (row: T) => boolean): T | undefined {
    for (const row of this.#rows.values()) if (matches(row)) return row;
    return undefined;
  }
  replaceAll(rows: T[]): void {
    this.#rows.clear();
    for (const row of rows) this.add(row);
  }
}

export class TenantCollection<T extends Row> extends Collection<T> {
  of(tenantId: string): T[] {
    return this.where((row) => row.tenantId === tenantId);
  }
  getOf(tenantId: string, id: string): T | undefined {
    const row = this.get(id);
    return row?.tenantId === tenantId ? row : undefined;
  }
}
