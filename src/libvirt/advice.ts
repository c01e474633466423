// What the reader of a failed libvirt call can do about it.
import { existsSync } from "node:fs";
import type { LibvirtFailure } from "./errors.ts";

/** What advice depends on besides the failure. */
export interface Surroundings {
  /** Whether this process runs as root. */
  readonly root: boolean;
  /** Whether systemd runs this host (sd_booted(3)). */
  readonly systemd: boolean;
  readonly runtimeDirectory: string | undefined;
}

/** The surroundings of this process. */
export function ourSurroundings(): Surroundings {
  return {
    root: process.getuid?.() === 0,
    systemd: existsSync("/run/systemd/system"),
    runtimeDirectory: process.env["XDG_RUNTIME_DIR"],
  };
}

/** The `next` line of the error. */
export function advise(failure: LibvirtFailure, uri: string, surroundings: Surroundings): string {
  if (failure.call === "virConnectOpen") return adviseConnecting(failure, uri, surroundings);
  if (/end of file while reading|client socket is closed/i.test(failure.libvirtMessage)) {
    return "the libvirt daemon went away: see its log, start it again, and connect anew";
  }
  return "see libvirt's message; the domain's log in libvirt's log directory (libvirt/qemu/<name>.log) says more";
}

function adviseConnecting(failure: LibvirtFailure, uri: string, surroundings: Surroundings): string {
  if (!/^qemu(\+unix)?:/.test(uri) || /unexpected|unknown|no connection driver/i.test(failure.libvirtMessage)) {
    return "check the connection URI: qemu:///session is the usual one";
  }
  if (surroundings.root) {
    return surroundings.systemd
      ? "start the libvirt daemon: systemctl start libvirtd"
      : "start the libvirt daemons: virtlogd -d; libvirtd -d";
  }
  if (
    surroundings.runtimeDirectory === undefined &&
    /runtime|permission denied|mkdir|cannot create/i.test(failure.libvirtMessage)
  ) {
    return "set XDG_RUNTIME_DIR to a private directory of yours (mode 0700)";
  }
  return (
    "install the libvirt daemon: on Debian and Ubuntu apt-get install libvirt-daemon, " +
    "on Fedora dnf install libvirt-daemon-driver-qemu" +
    (surroundings.runtimeDirectory === undefined ? "; and set XDG_RUNTIME_DIR to a private directory (mode 0700)" : "")
  );
}
