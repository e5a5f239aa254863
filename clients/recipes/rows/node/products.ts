import type { Cache } from "redis-cache-client";

export interface Product {
  id: number;
  name: string;
  category: string;
  price: number;
}

/** The database, as far as this needs it: one of node-sqlite3-wasm fits as it is. */
export interface Database {
  get: (sql: string, values: (string | number)[]) => unknown;
  all: (sql: string, values: (string | number)[]) => unknown[];
  run: (sql: string, values: (string | number)[]) => unknown;
}

/** Rows of a table, read through a cache; each write invalidates what it changes, after it. */
export class Products {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
  ) {}

  find(id: number): Promise<Product | null> {
    const load = () => this.row(id);
    // A row that is missing may come soon.
    const negative = { when: (value: unknown) => value === null, ttl: 30 };
    return this.cache.fetch(`product:${id}`, load, { ttl: "catalogue", negative });
  }

  inCategory(category: string): Promise<Product[]> {
    const load = () =>
      this.database.all("SELECT * FROM product WHERE category = ? ORDER BY id", [category]) as Product[];
    return this.cache.fetch(`category:${category}`, load, { ttl: "catalogue", tags: [`category:${category}`] });
  }

  /** Adds or replaces a row. What it fails with after the write is done again before this process reads these keys. */
  async save({ id, name, category, price }: Product): Promise<void> {
    const before = this.row(id);
    this.database.run("INSERT OR REPLACE INTO product (id, name, category, price) VALUES (?, ?, ?, ?)", [
      ...[id, name, category, price],
    ]);
    const categories = new Set([category, before?.category ?? category]);
    await this.cache.invalidate({
      keys: [`product:${id}`],
      tags: [...categories].map((one) => `category:${one}`),
    });
  }

  private row(id: number): Product | null {
    return (this.database.get("SELECT * FROM product WHERE id = ?", [id]) as Product | undefined) ?? null;
  }
}
