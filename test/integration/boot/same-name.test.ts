// Two VMs with one name in a program: not in launch.test.ts, since the second one needs room beside the first.
import { expect, test } from "vitest";
import { captureLog } from "../../support/captured-log.ts";
import { launchedVm } from "../../support/guests/launched.ts";
import { bootSectorImage } from "../../support/guests/tiny-guest.ts";

test("rejects two VMs with one name at the same time", async () => {
  captureLog();
  const name = "demo-launch-twice";
  const readiness = { guestAgent: false, session: undefined };
  await launchedVm({ name, backingFile: await bootSectorImage(), readiness });
  const again = launchedVm({ name, backingFile: await bootSectorImage(), readiness });
  await expect(again).rejects.toThrow(/this program already has a VM demo-launch-twice/);
});
