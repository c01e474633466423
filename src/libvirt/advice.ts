// Advice on how to fix a failed libvirt call.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheHome } from "../base/files/paths.ts";
import type { LibvirtFailure } from "./errors.ts";

/** The facts about this process and host that advice depends on. */
export interface Surroundings {
  /** Whether this process runs as root. */
  readonly root: boolean;
  /** Whether systemd runs this host (sd_booted(3)). */
  readonly systemd: boolean;
  /** `XDG_RUNTIME_DIR`, where a user's session daemon has its socket. */
  readonly runtimeDirectory: string | undefined;
  /** Where libvirt keeps QEMU's log of each domain (https://libvirt.org/drvqemu.html). */
  readonly logDirectory: string;
}

/** Returns the surroundings of this process. */
export function ourSurroundings(): Surroundings {
  const root = process.getuid?.() === 0;
  return {
    root,
    systemd: existsSync("/run/systemd/system"),
    runtimeDirectory: process.env.XDG_RUNTIME_DIR,
    logDirectory: root ? "/var/log/libvirt/qemu" : join(cacheHome(), "libvirt/qemu/log"),
  };
}

/** Returns the `next` line of the error. */
export function advise(failure: LibvirtFailure, uri: string, domain: string | undefined, host: Surroundings): string {
  if (failure.call === "virConnectOpen") return adviseConnecting(failure.libvirtMessage, uri, host);
  if (/end of file while reading|client socket is closed/i.test(failure.libvirtMessage)) {
    return "the libvirt daemon is gone: start it and connect again; its log says why it stopped";
  }
  if (failure.call === "virDomainCreateXML" && domain !== undefined) {
    return `see libvirt's message, and QEMU's log in ${join(host.logDirectory, `${domain}.log`)}`;
  }
  return "see libvirt's message";
}

function adviseConnecting(message: string, uri: string, host: Surroundings): string {
  if (!/^qemu(\+unix)?:/.test(uri) || /unexpected|no connection driver/i.test(message)) {
    return "check the connection URI; the usual one is qemu:///session";
  }
  if (/too long for unix socket/i.test(message)) {
    return "set XDG_RUNTIME_DIR to a shorter path: a UNIX socket's path is limited to 107 bytes (unix(7))";
  }
  if (host.root) {
    return `start the libvirt daemon: ${host.systemd ? "systemctl start libvirtd" : "virtlogd -d; libvirtd -d"}`;
  }
  if (host.runtimeDirectory === undefined && /cannot create/i.test(message)) {
    return "set XDG_RUNTIME_DIR to a private directory that you own (mode 0700)";
  }
  return (
    "install the libvirt daemon: on Debian and Ubuntu apt-get install libvirt-daemon, " +
    "on Fedora dnf install libvirt-daemon-driver-qemu; it needs XDG_RUNTIME_DIR, a private directory that you own"
  );
}
