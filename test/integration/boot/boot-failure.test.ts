import { readFile } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { CleanupStack } from "../../../src/base/process/cleanup.ts";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { bootFailure, type FailedBoot } from "../../../src/boot/boot-failure.ts";
import { BootFailedError, BootTimeoutError } from "../../../src/boot/errors.ts";
import { startDomain } from "../../../src/domain/start-domain.ts";
import { watchOom } from "../../../src/host/oom-watch.ts";
import { LibvirtError } from "../../../src/libvirt/errors.ts";
import { Machine } from "../../../src/machine/machine.ts";
import { whileAlive } from "../../../src/readiness/alive.ts";
import { awaitReady } from "../../../src/readiness/await-ready.ts";
import { ReadinessProgress } from "../../../src/readiness/readiness-progress.ts";
import { coldBoot } from "../../../src/readiness/sequences.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testConnection, tinyDescription } from "../../support/domains.ts";
import { testOutput } from "../../support/guests/launched.ts";
import { limitedGroup } from "../../support/host/control-group.ts";

/** A boot in progress on its own connection, at the given first stage. */
async function boot(name: string, vncPort: number): Promise<FailedBoot & { close(): Promise<unknown> }> {
  captureLog();
  const connection = await testConnection();
  const { domain, description } = await startDomain(connection, await tinyDescription(connection, name));
  const deadline = Deadline.after(60_000, `boot of ${name}`);
  const watch = whileAlive(domain, deadline);
  onTestFinished(() => watch[Symbol.dispose]());
  const resources = new CleanupStack(name);
  return {
    machine: new Machine({ domain, description, vncPort, websocketPort: undefined, resources }),
    progress: new ReadinessProgress(name, watch.deadline),
    image: "tiny-1",
    output: await testOutput(),
    deadline,
    close: () => connection.close(),
  };
}

const plan = { delayMs: 0, guestAgent: false, session: undefined };
/** The discard service's port, on which nothing listens. */
const deadPort = 9;

test("a step's own time limit is not the boot's", async () => {
  const failed = await boot("demo-boot-step", deadPort);
  const step = await Deadline.after(10, "one step")
    .race(new Promise(() => {}))
    .catch((error: unknown) => error);
  expect(await bootFailure(failed, step)).toBe(step);
  const past = { ...failed, deadline: Deadline.after(1, "boot") };
  expect(await bootFailure(past, step)).toBeInstanceOf(BootTimeoutError);
});

test("an unreachable libvirt does not mean that the VM stopped", async () => {
  const failed = await boot("demo-boot-no-libvirt", deadPort);
  await failed.close();
  const cause = await awaitReady(coldBoot, failed.machine, plan, failed.progress).catch((error: unknown) => error);
  expect(cause).toBeInstanceOf(LibvirtError);
  expect(await bootFailure(failed, cause)).toBe(cause);
});

test("notices a domain that stops during the wait for its VNC server", async () => {
  const failed = await boot("demo-boot-no-vnc", deadPort);
  const ready = awaitReady(coldBoot, failed.machine, plan, failed.progress).catch((error: unknown) => error);
  await expect.poll(() => failed.progress.stage, { timeout: 30_000 }).toBe("vnc");
  await failed.machine.domain.destroy();
  const cause = await ready;
  expect(await bootFailure(failed, cause)).toBeInstanceOf(BootFailedError);
  expect(failed.deadline.elapsed()).toBeLessThan(20_000);
});

test("does not wait for a domain that is off", async () => {
  const failed = await boot("demo-boot-off", deadPort);
  await failed.machine.domain.destroy();
  const cause = await awaitReady(coldBoot, failed.machine, plan, failed.progress).catch((error: unknown) => error);
  expect(await bootFailure(failed, cause)).toMatchObject({ code: "BOOT_FAILED", stage: "running" });
  expect(failed.deadline.elapsed()).toBeLessThan(20_000);
});

test("names the kernel's out-of-memory killer if it has ended QEMU", async (context) => {
  const group = await limitedGroup(context, 16 * 2 ** 20);
  const failed = await boot("demo-boot-oom", deadPort);
  const { domain } = failed.machine;
  await group.add(Number(await readFile(`/run/libvirt/qemu/${domain.name}.pid`, "utf8")));
  watchOom(domain);
  const memory = { "qom-type": "memory-backend-ram", id: "more", size: 256 * 2 ** 20, prealloc: true };
  void domain.monitorCommand("object-add", memory).catch(() => {});
  const cause = await awaitReady(coldBoot, failed.machine, plan, failed.progress).catch((error: unknown) => error);
  expect(await bootFailure(failed, cause)).toMatchObject({
    code: "BOOT_FAILED",
    headline: expect.stringContaining("was ended by the kernel's out-of-memory killer during its boot"),
    facts: { oomKills: 1, oomGroup: expect.stringContaining(group.directory) },
    next: expect.stringContaining("memory"),
  });
});
