// Starts root's libvirt daemon. For an ordinary user, libvirt starts one by itself.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { outputOf, SetupError, say } from "./say.mjs";

/** Starts libvirt's daemons for root if none answers. */
export async function startLibvirtDaemon() {
  if (process.getuid?.() !== 0 || answers()) return;
  if (existsSync("/run/systemd/system")) {
    say("starting libvirt's service");
    for (const unit of ["virtlogd.socket", "libvirtd.socket", "virtqemud.socket"])
      outputOf("systemctl", ["start", unit]);
  } else {
    say("starting libvirt's daemons (there is no systemd)");
    // Either fails if it is running already: only libvirt's answer counts.
    outputOf("virtlogd", ["--daemon"]);
    startUnderReaper(existsSync("/usr/sbin/libvirtd") ? "libvirtd" : "virtqemud", ["--daemon"]);
  }
  const end = Date.now() + 30_000;
  while (!answers()) {
    if (Date.now() > end)
      throw new SetupError("libvirt's daemon does not answer: try `virtlogd -d; libvirtd -d` as root");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Without systemd, process 1 may reap exited QEMUs late or never; see reaper.pl. */
function startUnderReaper(daemon, args) {
  const reaper = fileURLToPath(new URL("reaper.pl", import.meta.url));
  const child = spawn("perl", [reaper, daemon, ...args], { detached: true, stdio: "ignore" });
  child.once("error", () => outputOf(daemon, args));
  child.unref();
}

function answers() {
  return outputOf("virsh", ["--quiet", "--connect", "qemu:///session", "uri"]) !== undefined;
}
