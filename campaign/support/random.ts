// Random numbers that a seed repeats.
import { createHash } from "node:crypto";

/** A stream of random numbers. */
export interface Random {
  /** A number from 0 up to, but not including, 1. */
  fraction(): number;
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number;
  /** One of the items, which must not be empty. */
  pick<T>(items: readonly T[]): T;
  /** True with the given probability. */
  chance(probability: number): boolean;
}

/** The stream of a text: equal texts give equal streams, and other texts independent ones. */
export function randomOf(seed: string): Random {
  let count = 0;
  const fraction = (): number => {
    count += 1;
    // 48 bits are exact in a number.
    return createHash("sha256").update(`${seed} ${count}`).digest().readUIntBE(0, 6) / 2 ** 48;
  };
  const whole = (from: number, to: number): number => from + Math.floor(fraction() * (to - from + 1));
  return {
    fraction,
    whole,
    pick: <T>(items: readonly T[]): T => {
      if (items.length === 0) throw new RangeError("there is nothing to pick from");
      return items[whole(0, items.length - 1)] as T;
    },
    chance: (probability) => fraction() < probability,
  };
}
