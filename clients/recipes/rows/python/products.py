"""Rows of a table, read through a cache; each write invalidates what it changes, after it."""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from redis_cache_client import Cache


class Product(NamedTuple):
    """A row."""

    id: int
    name: str
    category: str
    price: float


class Products:
    """The table ``product``."""

    def __init__(self, database: sqlite3.Connection, cache: Cache) -> None:
        self._database = database
        self._cache = cache

    def find(self, product_id: int) -> Product | None:
        """The row, or None."""
        found = self._cache.fetch(
            f"product:{product_id}",
            lambda: self._row(product_id),
            ttl="catalogue",
            # A row that is missing may come soon.
            negative={"when": lambda value: value is None, "ttl": 30},
        )
        return None if found is None else Product(*found)

    def in_category(self, category: str) -> list[Product]:
        """The rows of a category, by id."""

        def load() -> list[list[Any]]:
            rows = self._database.execute("SELECT * FROM product WHERE category = ? ORDER BY id", (category,))
            return [list(row) for row in rows]

        tag = f"category:{category}"
        return [Product(*row) for row in self._cache.fetch(tag, load, ttl="catalogue", tags=[tag])]

    def save(self, product: Product) -> None:
        """Adds or replaces a row. An invalidation that fails is done again before this process reads these keys."""
        before = self._row(product.id)
        with self._database:
            self._database.execute("INSERT OR REPLACE INTO product VALUES (?, ?, ?, ?)", product)
        categories = {product.category, *([str(before[2])] if before else [])}
        self._cache.invalidate(keys=[f"product:{product.id}"], tags=[f"category:{one}" for one in categories])

    def _row(self, product_id: int) -> list[Any] | None:
        row = self._database.execute("SELECT * FROM product WHERE id = ?", (product_id,)).fetchone()
        return None if row is None else list(row)
