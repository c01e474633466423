// Digests of texts: names, keys and marks that are the same wherever the text is the same.
import { createHash } from "node:crypto";

/**
 * The SHA-256 digest of a text in UTF-8, in hexadecimal digits.
 *
 * @param digits how many of the 64 to keep: 8 tell a handful of texts apart, 32 all that there will ever be
 */
export function digestOf(text: string, digits = 64): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}
