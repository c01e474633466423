// The baseline: QEMU without libvirt and demotool, with the devices of a demo's domain, up to the same ready state.
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import getPort, { portNumbers } from "get-port";
import { runDirectory } from "../../src/base/files/paths.ts";
import { Deadline } from "../../src/base/time/deadline.ts";
import { createOverlay } from "../../src/domain/overlay.ts";
import { type GuestAgent, guestAgent } from "../../src/guest/agent.ts";
import { resyncRestored } from "../../src/guest/resync.ts";
import type { Accelerator } from "../../src/host/acceleration.ts";
import type { Resources } from "../../src/host/resources.ts";
import { conditionHolds } from "../../src/readiness/conditions/graphical-session.ts";
import { redrawnStillMs, screenSettles } from "../../src/readiness/conditions/settled-screen.ts";
import { connectVnc } from "../../src/rfb/connect.ts";
import { type Ask, lineSocket } from "./line-socket.ts";
import { plainArguments } from "./plain-arguments.ts";

/** What to run. */
export interface PlainRequest {
  readonly backingFile: string;
  /** The backing file's own backing file, if it is a layer. */
  readonly below?: string;
  readonly accelerator: Accelerator;
  readonly resources: Resources;
  /** The image's condition for a graphical session. */
  readonly session: string;
  /** The initial state, as for QEMU's `-incoming`. Default: it boots. */
  readonly incoming?: string;
}

/** QEMU with a guest. Disposal kills it and removes its disk. */
export interface PlainQemu extends AsyncDisposable {
  /** Its disk: an overlay on the backing file. */
  readonly overlay: string;
  /** Runs a QMP command: https://qemu.org/docs/master/interop/qemu-qmp-ref.html */
  monitor<T>(command: string, parameters?: object): Promise<T>;
  /** Waits until agent, graphical session and screen are ready as after demotool's boot. */
  ready(): Promise<GuestAgent>;
  /** Sets the clock and waits until everything is ready as after demotool's start from a saved state. */
  awake(): Promise<void>;
  /** Seconds since the start of its process. */
  elapsed(): number;
}

/** Milliseconds for a boot. */
const startLimitMs = 480_000;

/** Starts QEMU. */
export async function startPlainQemu(request: PlainRequest): Promise<PlainQemu> {
  // On the same disk as demotool's own overlays.
  const directory = await mkdtemp(join(runDirectory, "bench-"));
  const overlay = join(directory, "overlay.qcow2");
  await createOverlay(request.backingFile, overlay, undefined, request.below);
  const vncPort = await getPort({ port: portNumbers(5950, 5999), host: "127.0.0.1" });
  const deadline = Deadline.after(startLimitMs, "start under plain QEMU");
  const start = performance.now();
  const qemu = execa("qemu-system-x86_64", plainArguments({ ...request, disk: overlay, directory, vncPort }), {
    reject: false,
  });
  let monitor: Promise<Ask> | undefined;
  return {
    overlay,
    monitor: async <T>(command: string, parameters: object = {}) => {
      monitor ??= connectMonitor(join(directory, "monitor.sock"), deadline);
      return ask<T>(await monitor, command, parameters);
    },
    ready: () => becomesReady(directory, vncPort, request.session, deadline),
    awake: () => wakesUp(directory, vncPort, request.session, deadline),
    elapsed: () => (performance.now() - start) / 1000,
    [Symbol.asyncDispose]: async () => {
      qemu.kill("SIGKILL");
      await qemu;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function becomesReady(directory: string, port: number, session: string, deadline: Deadline): Promise<GuestAgent> {
  const context = { deadline, saw: () => {} };
  const agent = await connectAgent(directory, deadline);
  await conditionHolds(agent, session, context);
  await using client = await connectVnc({ host: "127.0.0.1", port });
  await screenSettles(client, { agent }, context);
  return agent;
}

async function wakesUp(directory: string, port: number, session: string, deadline: Deadline): Promise<void> {
  await using client = await connectVnc({ host: "127.0.0.1", port });
  const settled = screenSettles(client, { stillMs: redrawnStillMs }, { deadline, saw: () => {} });
  settled.catch(() => {});
  const { missing } = await resyncRestored(await connectAgent(directory, deadline), session, undefined, deadline);
  if (missing !== undefined) throw new Error(`the session is not up: ${missing}`);
  await settled;
}

async function connectAgent(directory: string, deadline: Deadline): Promise<GuestAgent> {
  const transport = await lineSocket(join(directory, "agent.sock"), deadline);
  // Writes wait in the channel until the agent runs, so the first answer shows that it does.
  await deadline.race(transport(JSON.stringify({ execute: "guest-sync", arguments: { id: 1 } })));
  return guestAgent(transport);
}

async function connectMonitor(path: string, deadline: Deadline): Promise<Ask> {
  const monitor = await lineSocket(path, deadline, (line) => !/^\{"(?:QMP|timestamp|event)"/.test(line));
  await ask(monitor, "qmp_capabilities", {});
  return monitor;
}

async function ask<T>(monitor: Ask, command: string, parameters: object): Promise<T> {
  const answer = JSON.parse(await monitor(JSON.stringify({ execute: command, arguments: parameters })));
  if (!("return" in answer)) throw new Error(`QEMU rejected ${command}: ${JSON.stringify(answer.error)}`);
  return answer.return;
}
