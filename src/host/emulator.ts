// Finds the QEMU program that libvirt runs.
import { XMLParser } from "fast-xml-parser";
import { DemotoolError } from "../base/errors.ts";
import type { Connection } from "../libvirt/connection.ts";

/**
 * Returns the emulator's path from libvirt's domain capabilities (https://libvirt.org/formatdomaincaps.html).
 *
 * @throws {DemotoolError} code `PROCESS` when libvirt found none
 */
export async function emulatorPath(connection: Connection): Promise<string> {
  return emulatorIn(await connection.domainCapabilities());
}

/** Reads the path from the capabilities' XML. */
export function emulatorIn(capabilities: string): string {
  const path: unknown = new XMLParser().parse(capabilities).domainCapabilities?.path;
  if (typeof path === "string" && path !== "") return path;
  throw new DemotoolError("PROCESS", {
    headline: "libvirt found no QEMU for x86_64 on this host",
    next: "install QEMU: on Debian and Ubuntu apt-get install qemu-system-x86, on Fedora dnf install qemu-system-x86-core",
  });
}
