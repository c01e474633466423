// Root's libvirt daemon: runs after this. An ordinary user needs none, libvirt starts it by itself.
import { existsSync } from "node:fs";
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
    outputOf(existsSync("/usr/sbin/libvirtd") ? "libvirtd" : "virtqemud", ["--daemon"]);
  }
  const end = Date.now() + 30_000;
  while (!answers()) {
    if (Date.now() > end)
      throw new SetupError("libvirt's daemon does not answer: try `virtlogd -d; libvirtd -d` as root");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function answers() {
  return outputOf("virsh", ["--quiet", "--connect", "qemu:///session", "uri"]) !== undefined;
}
