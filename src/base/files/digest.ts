// Digests of texts, for names and keys.
import { createHash } from "node:crypto";

/**
 * Returns the SHA-256 digest of a text in UTF-8, in hexadecimal.
 *
 * @param digits how many of the 64 digits to keep: 8 are enough for a few texts, 32 for any number
 */
export function digestOf(text: string, digits = 64): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}
