// A libvirt daemon that ends during a run: the VM and what uses it go on, and nothing is lost or left.
import { once } from "node:events";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { session } from "../../support/sessions/session-vm.ts";

const nothing = [0, []];

test("commands, waits and the removal of a VM go on when its daemon was killed", async () => {
  await using environment = await session();
  const { step } = environment.start({ linux: true });
  await step("start");
  await step("begin");
  await environment.killDaemon();
  expect(await step("capture")).toBeGreaterThan(0);
  expect(await step("exec")).toBe("on\n");
  expect(await step("finish")).toBe("done\n");
  expect(await step("reconnect")).toBeGreaterThan(0);
  await environment.killDaemon();
  await step("remove");
  expect(await environment.left()).toEqual(nothing);
});

test("a VM whose daemon is killed while it starts is started again", async () => {
  await using environment = await session();
  const { step } = environment.start();
  const started = step("start");
  await expect.poll(async () => (await environment.left())[0], { timeout: 60_000, interval: 20 }).toBe(1);
  await environment.killDaemon();
  await started;
  expect(await step("capture")).toBeGreaterThan(0);
  expect((await environment.left())[0]).toBe(1);
  await step("remove");
  expect(await environment.left()).toEqual(nothing);
});

test("a VM that cannot be removed keeps its disk, and the next one takes its name", async () => {
  await using environment = await session();
  const { step } = environment.start();
  const disk = String(await step("start"));
  await step("no daemon");
  await environment.killDaemon();
  await expect(step("remove")).rejects.toThrow("not everything could be released");
  expect((await environment.left())[0]).toBe(1);
  expect(existsSync(disk)).toBe(true);
  await step("daemon");
  await step("start");
  expect(existsSync(disk)).toBe(false);
  expect(await step("capture")).toBeGreaterThan(0);
  await step("remove");
  expect(await environment.left()).toEqual(nothing);
});

test("the next run removes the VM of a run that was killed after its daemon", async () => {
  await using environment = await session();
  const first = environment.start();
  const disk = String(await first.step("start"));
  await environment.killDaemon();
  first.child.kill("SIGKILL");
  await once(first.child, "exit");
  expect((await environment.left())[0]).toBe(1);
  expect(existsSync(disk)).toBe(true);
  const second = environment.start();
  await second.step("start");
  expect((await environment.left())[0]).toBe(1);
  expect(existsSync(disk)).toBe(false);
  await second.step("remove");
  expect(await environment.left()).toEqual(nothing);
});
