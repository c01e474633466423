// Which QEMU program libvirt would run.
import { XMLParser } from "fast-xml-parser";
import type { Connection } from "../libvirt/connection.ts";

/** The emulator's path, from libvirt's domain capabilities (https://libvirt.org/formatdomaincaps.html). */
export async function emulatorPath(connection: Connection): Promise<string> {
  const capabilities = new XMLParser().parse(await connection.domainCapabilities());
  return String(capabilities.domainCapabilities?.path);
}
