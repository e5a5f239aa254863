type Values = Record<string, unknown>;

export function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Lays what is written over defaults, group by group; undefined counts as not written. */
export function layOver(defaults: Values, written: Values): Values {
  const merged: Values = { ...defaults };
  for (const [key, value] of Object.entries(written)) {
    const below = defaults[key];
    if (value !== undefined) merged[key] = isObject(value) ? layOver(isObject(below) ? below : {}, value) : value;
  }
  return merged;
}

/** The value at a path, undefined where there is none. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Values | null | undefined)?.[key as string], root);
}

/** A copy without the value at a path; the rest keeps its order. A list with a refused item goes as a whole. */
export function withoutPath(root: unknown, [key, ...rest]: readonly PropertyKey[]): unknown {
  if (key === undefined || !isObject(root)) return root;

  const isAll = rest.length === 0 || Array.isArray(root[key as string]);
  const entries = Object.entries(root).filter(([name]) => !isAll || name !== key);
  return Object.fromEntries(entries.map(([name, value]) => [name, name === key ? withoutPath(value, rest) : value]));
}
