// A host whose disk gets full: QEMU pauses the VM, and what waits for it says why.
import { expect, test } from "vitest";
import { session } from "../../support/sessions/session-vm.ts";

test("a VM that is paused because the host's disk is full says so", async () => {
  await using environment = await session();
  const { step } = environment.start({ linux: true, smallDisk: true });
  await step("start");
  await expect(step("fill")).rejects.toThrow("the host's disk is full: the VM demo-session is paused");
  await step("remove");
  expect((await environment.left())[0]).toBe(0);
});
