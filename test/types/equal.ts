// Checks at compile time whether two types are the same.

/** True if A and B are the same type; `any` equals only itself. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only for `true`. */
export function assert<_T extends true>(): void {}
