// Saves a ready desktop's memory and disk with plain QEMU, and starts from them.
import { copyFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { run } from "../../src/base/process/process.ts";
import { Deadline } from "../../src/base/time/deadline.ts";
import { poll } from "../../src/base/time/poll.ts";
import { prepareForSave } from "../../src/guest/prepare-for-save.ts";
import { type PlainQemu, type PlainRequest, startPlainQemu } from "./plain-qemu.ts";

/** A saved desktop. */
export interface PlainState {
  /** The disk at that moment. */
  readonly disk: string;
  /** Memory and devices, as QEMU migrates them. */
  readonly state: string;
  readonly bytes: number;
}

/** Milliseconds for writing the state. */
const stateLimitMs = 300_000;

/** Boots the image and saves its ready desktop in a directory. */
export async function savePlainState(request: PlainRequest, directory: string): Promise<PlainState> {
  await using qemu = await startPlainQemu(request);
  const agent = await qemu.ready();
  // Empties memory as demotool does before it saves.
  await prepareForSave(agent, Deadline.after(stateLimitMs, "emptying the guest's memory"));
  const [disk, state] = [join(directory, "plain-disk.qcow2"), join(directory, "plain-state")];
  await qemu.monitor("stop");
  // QEMU otherwise limits its speed as for a slow network.
  await qemu.monitor("migrate-set-parameters", { "max-bandwidth": 2 ** 40 });
  await qemu.monitor("migrate", { uri: `exec:cat >${state}` });
  await poll(Deadline.after(stateLimitMs, "saving the state"), 200, () => isSaved(qemu));
  await copyFile(qemu.overlay, disk);
  // The next overlay has a link to the base image beside it.
  await run("qemu-img", ["rebase", "-u", "-f", "qcow2", "-F", "qcow2", "-b", basename(request.backingFile), disk], {
    timeout: stateLimitMs,
  });
  return { disk, state, bytes: (await stat(state)).size };
}

async function isSaved(qemu: PlainQemu): Promise<true | undefined> {
  const { status, ...rest } = await qemu.monitor<{ status: string }>("query-migrate");
  if (status === "failed") throw new Error(`QEMU could not save its state: ${JSON.stringify(rest)}`);
  return status === "completed" || undefined;
}

/** Starts from a saved desktop: seconds until the guest runs, and until it is as ready as with demotool. */
export async function startFromPlainState(
  request: PlainRequest,
  { disk, state }: PlainState,
): Promise<{ readonly runs: number; readonly ready: number }> {
  const saved = { backingFile: disk, below: request.backingFile, incoming: `exec:cat ${state}` };
  await using qemu = await startPlainQemu({ ...request, ...saved });
  await poll(Deadline.after(stateLimitMs, "reading the state"), 10, async () => {
    const { status } = await qemu.monitor<{ status: string }>("query-status");
    return status !== "inmigrate" || undefined;
  });
  // It was saved while stopped.
  await qemu.monitor("cont");
  const runs = qemu.elapsed();
  await qemu.awake();
  return { runs, ready: qemu.elapsed() };
}
