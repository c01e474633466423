// Files of cookies of X servers, as xauth(1) writes them.
import { writeFile } from "node:fs/promises";

/** The numbers of address families: Xauth.h. */
const families = { internet: 0, local: 256, wild: 65_535 };

/** A cookie of a display. */
export interface Cookie {
  readonly family: keyof typeof families;
  /** The host's name, or an address. */
  readonly address: string;
  /** Its number; empty for all. */
  readonly display: string;
  readonly value: Buffer;
  /** Default `MIT-MAGIC-COOKIE-1`. */
  readonly method?: string;
}

/** Writes a file of cookies; returns its path. */
export async function writeCookies(path: string, cookies: readonly Cookie[]): Promise<string> {
  await writeFile(path, Buffer.concat(cookies.map(entry)), { mode: 0o600 });
  return path;
}

function entry({ family, address, display, value, method = "MIT-MAGIC-COOKIE-1" }: Cookie): Buffer {
  const fields = [Buffer.from(address), Buffer.from(display), Buffer.from(method), value];
  return Buffer.concat([short(families[family]), ...fields.flatMap((field) => [short(field.length), field])]);
}

function short(number: number): Buffer {
  return Buffer.from([number >> 8, number & 0xff]);
}
