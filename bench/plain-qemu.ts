// The yardstick: QEMU itself, without libvirt and demotool, on the devices of a demo's domain, to the same ready state.
import { mkdtemp, rm } from "node:fs/promises";
import { createConnection, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import getPort, { portNumbers } from "get-port";
import { Deadline } from "../src/base/deadline.ts";
import { runDirectory } from "../src/base/paths.ts";
import { poll } from "../src/base/poll.ts";
import { type GuestAgent, guestAgent } from "../src/guest/agent.ts";
import { connectVnc } from "../src/rfb/client.ts";
import type { Accelerator } from "../src/vm/acceleration.ts";
import { createOverlay } from "../src/vm/overlay.ts";
import { conditionHolds } from "../src/vm/readiness/graphical-session.ts";
import { screenSettles } from "../src/vm/readiness/settled-screen.ts";
import type { Resources } from "../src/vm/resources.ts";

/** What to boot. */
export interface PlainBoot {
  readonly backingFile: string;
  readonly accelerator: Accelerator;
  readonly resources: Resources;
  /** The image's condition for a graphical session. */
  readonly session: string;
}

/** Boots the image under plain QEMU and returns the seconds from the start of the process to readiness. */
export async function bootPlainQemu(boot: PlainBoot): Promise<number> {
  // On the disk where demotool's own overlays lie.
  const directory = await mkdtemp(join(runDirectory, "bench-"));
  const overlay = join(directory, "overlay.qcow2");
  await createOverlay(boot.backingFile, overlay);
  const deadline = Deadline.after(480, "boot under plain QEMU");
  const start = performance.now();
  const port = await getPort({ port: portNumbers(5950, 5999), host: "127.0.0.1" });
  const qemu = execa("qemu-system-x86_64", qemuArguments(boot, directory, overlay, port), { reject: false });
  try {
    const context = { deadline, saw: () => {} };
    const agent = await connectAgent(join(directory, "agent.sock"), deadline);
    await conditionHolds(agent, boot.session, context);
    await using client = await connectVnc({ host: "127.0.0.1", port });
    await screenSettles(client, { agent }, context);
    return (performance.now() - start) / 1000;
  } finally {
    qemu.kill("SIGKILL");
    await qemu;
    await rm(directory, { recursive: true, force: true });
  }
}

/** The devices of src/vm/domain-xml.ts, as QEMU's own arguments. */
function qemuArguments(
  { accelerator, resources }: PlainBoot,
  directory: string,
  overlay: string,
  port: number,
): string[] {
  return [
    ...[
      "-machine",
      `q35,accel=${accelerator},usb=off,hpet=off`,
      "-cpu",
      accelerator === "kvm" ? "host" : "max,erms=off,fsrm=off",
    ],
    ...["-smp", String(resources.cpus), "-m", String(resources.memory), "-nodefaults", "-no-user-config"],
    ...["-global", "kvm-pit.lost_tick_policy=delay", "-rtc", "base=utc,driftfix=slew", "-display", "none"],
    ...["-drive", `file=${overlay},format=qcow2,if=none,id=disk,cache=unsafe,discard=unmap`],
    ...["-device", "virtio-blk-pci,drive=disk,bootindex=1,write-cache=on"],
    ...["-netdev", "user,id=net", "-device", "virtio-net-pci,netdev=net,romfile="],
    ...["-device", "virtio-tablet-pci", "-device", "virtio-keyboard-pci"],
    ...["-chardev", `file,id=serial,path=${join(directory, "serial.log")}`, "-device", "isa-serial,chardev=serial"],
    ...["-device", "virtio-serial-pci"],
    ...["-chardev", `socket,id=agent,path=${join(directory, "agent.sock")},server=on,wait=off`],
    ...["-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0"],
    ...["-vnc", `127.0.0.1:${port - 5900}`, "-device", "virtio-vga,max_outputs=1,xres=1280,yres=800"],
    ...["-object", "rng-random,id=rng,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=rng"],
  ];
}

/** The agent behind its socket: one request at a time, one line each way. */
async function connectAgent(path: string, deadline: Deadline): Promise<GuestAgent> {
  const socket = await poll(deadline, 0.1, () => tryConnect(path));
  const waiting: ((line: string) => void)[] = [];
  createInterface({ input: socket }).on("line", (line) => waiting.shift()?.(line));
  const ask = (request: string): Promise<string> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      socket.write(`${request}\n`);
    });
  // Before the agent runs, what is written waits in the channel: the first answer is its first sign of life.
  const sync = JSON.stringify({ execute: "guest-sync", arguments: { id: 1 } });
  await deadline.race(ask(sync));
  return guestAgent(ask);
}

function tryConnect(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection({ path });
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(undefined));
  });
}
