// Root's libvirt daemon: runs after this. An ordinary user needs none, libvirt starts it by itself.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { outputOf, SetupError, say } from "./say.mjs";

/** Starts libvirt's daemons if this is root and none answers. */
export async function startLibvirtDaemon() {
  if (process.getuid?.() !== 0 || answers()) return;
  if (existsSync("/run/systemd/system")) {
    say("starting libvirt's service");
    for (const unit of ["virtlogd.socket", "libvirtd.socket", "virtqemud.socket"])
      outputOf("systemctl", ["start", unit]);
  } else {
    say("starting libvirt's daemons (there is no systemd)");
    // Either may run already, and then fails: whether libvirt answers in the end is what counts.
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

/** Without systemd, nobody knows how soon the process 1 waits for a QEMU that has ended; see reaper.pl. */
function startUnderReaper(daemon, args) {
  const reaper = fileURLToPath(new URL("reaper.pl", import.meta.url));
  const child = spawn("perl", [reaper, daemon, ...args], { detached: true, stdio: "ignore" });
  child.once("error", () => outputOf(daemon, args));
  child.unref();
}

function answers() {
  return outputOf("virsh", ["--quiet", "--connect", "qemu:///session", "uri"]) !== undefined;
}
