// VNC authentication (RFC 6143 section 7.2.2): the password is a DES key for the server's challenge.
import { createCipheriv } from "node:crypto";

/** Bytes in a challenge and in its response. */
export const challengeLength = 16;

/** Bytes of a password that count. */
export const passwordLength = 8;

/** The response to a challenge of 16 bytes. Of the password, as UTF-8, the first 8 bytes count. */
export function challengeResponse(password: string, challenge: Uint8Array): Buffer {
  const key = Buffer.alloc(passwordLength);
  key.set(Buffer.from(password, "utf8").subarray(0, passwordLength));
  // VNC's DES takes the bits of each key byte in the opposite order.
  const mirrored = key.map(mirror);
  // OpenSSL 3 refuses single DES; triple DES with one key three times is the same.
  const cipher = createCipheriv("des-ede3-ecb", Buffer.concat([mirrored, mirrored, mirrored]), null);
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(challenge), cipher.final()]);
}

function mirror(byte: number): number {
  let mirrored = 0;
  for (let bit = 0; bit < 8; bit++) mirrored |= ((byte >> bit) & 1) << (7 - bit);
  return mirrored;
}
