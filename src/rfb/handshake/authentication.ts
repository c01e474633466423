// VNC authentication (RFC 6143 section 7.2.2): the password is a DES key for the server's challenge.
import { createCipheriv } from "node:crypto";

/** Length of a challenge and of its response, in bytes. */
export const challengeLength = 16;

/** Number of a password's bytes that are used. */
export const passwordLength = 8;

/** Returns the response to a challenge of 16 bytes. Uses the first 8 bytes of the password in UTF-8. */
export function challengeResponse(password: string, challenge: Uint8Array): Buffer {
  const key = Buffer.alloc(passwordLength);
  key.set(Buffer.from(password, "utf8").subarray(0, passwordLength));
  // VNC's DES takes the bits of each key byte in the opposite order.
  const mirrored = key.map(mirror);
  // OpenSSL 3 rejects single DES; triple DES with the same key three times is equivalent.
  const cipher = createCipheriv("des-ede3-ecb", Buffer.concat([mirrored, mirrored, mirrored]), null);
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(challenge), cipher.final()]);
}

function mirror(byte: number): number {
  let mirrored = 0;
  for (let bit = 0; bit < 8; bit++) mirrored |= ((byte >> bit) & 1) << (7 - bit);
  return mirrored;
}
