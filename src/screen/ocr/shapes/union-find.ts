// Union-find: sets of items that are joined step by step, each named by its root.

/**
 * The root of an item's set. Shortens the way to it.
 *
 * @param parents the parent of each item; a root is its own
 */
export function rootOf(parents: number[] | Int32Array, at: number): number {
  let root = at;
  while (parents[root] !== root) {
    parents[root] = parents[parents[root] as number] as number;
    root = parents[root] as number;
  }
  return root;
}
