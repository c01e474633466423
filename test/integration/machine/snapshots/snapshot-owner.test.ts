// Snapshots belong to one VM, also without a guest agent.
import { expect, test } from "vitest";
import type { Vm } from "../../../../src/vm/vm.ts";
import { launchedVm } from "../../../support/guests/launched.ts";
import { bootSectorImage } from "../../../support/guests/tiny-guest.ts";

async function echoing(name: string): Promise<Vm> {
  const readiness = { guestAgent: false, session: undefined };
  return launchedVm({ name, backingFile: await bootSectorImage({ ending: "echo" }), readiness });
}

test("a VM without a guest agent can revert, and its snapshots are its own and removed with it", async () => {
  const first = await echoing("demo-snapshot-owner");
  const empty = await first.snapshot("empty");
  const before = await first.screen.capture();
  const typing = { action: () => first.keyboard.type("typed") };
  await first.screen.waitForChange(typing);
  await first.revert(empty);
  expect(Buffer.compare((await first.screen.capture()).data, before.data)).toBe(0);
  await first.screen.waitForChange(typing);
  await first[Symbol.asyncDispose]();
  const late = { code: "OPTION", headline: expect.stringContaining("too late") };
  await expect(first.revert(empty)).rejects.toMatchObject(late);
  await expect(first.snapshot("late")).rejects.toMatchObject(late);

  const second = await echoing("demo-snapshot-other");
  const foreign = { code: "OPTION", headline: expect.stringContaining("belongs to demo-snapshot-owner") };
  await expect(second.revert(empty)).rejects.toMatchObject(foreign);
});
