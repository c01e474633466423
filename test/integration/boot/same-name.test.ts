// Two VMs of one name in a program: apart from launch.test.ts, as the second one needs a place beside the first.
import { expect, test } from "vitest";
import { captureLog } from "../../support/captured-log.ts";
import { launchedVm } from "../../support/guests/launched.ts";
import { bootSectorImage } from "../../support/guests/tiny-guest.ts";

test("two VMs of one name at a time are refused", async () => {
  captureLog();
  const name = "demo-launch-twice";
  const readiness = { guestAgent: false, session: undefined };
  await launchedVm({ name, backingFile: await bootSectorImage(), readiness });
  const again = launchedVm({ name, backingFile: await bootSectorImage(), readiness });
  await expect(again).rejects.toThrow(/this program has a VM demo-launch-twice already/);
});
