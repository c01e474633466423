// Programs that the kernel's out-of-memory killer ends.
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";
import { run } from "../../../../src/base/process/process.ts";
import { limitedGroup } from "../../../support/host/control-group.ts";

const program = fileURLToPath(new URL("../programs/run-hog.ts", import.meta.url));

test("a program that the OOM killer has ended is named as such", async (context) => {
  const group = await limitedGroup(context, 300 * 2 ** 20);
  const [command, ...args] = group.run([process.execPath, program]);
  expect(JSON.parse((await execa(command, args)).stdout)).toMatchObject({
    code: "PROCESS",
    headline: expect.stringMatching(/node was ended by the kernel's out-of-memory killer$/),
    facts: { oomKills: 1, oomGroup: expect.stringContaining(group.directory) },
    next: expect.stringMatching(/raise the memory limit/),
  });
});

test("a program that another process has killed is not", async () => {
  await expect(run("sh", ["-c", "kill -KILL $$"], { timeout: 20_000 })).rejects.toMatchObject({
    headline: "sh was killed by SIGKILL",
  });
});
