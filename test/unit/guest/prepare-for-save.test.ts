import { expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { type GuestAgent, guestAgent } from "../../../src/guest/agent.ts";
import { prepareForSave } from "../../../src/guest/prepare-for-save.ts";

function printing(output: string, exitcode = 0): GuestAgent {
  const status = { exited: true, exitcode, "out-data": Buffer.from(output).toString("base64") };
  return guestAgent(async (request) =>
    JSON.stringify({ return: JSON.parse(request).execute === "guest-exec" ? { pid: 7 } : status }),
  );
}

const limit = (): Deadline => Deadline.after(10_000, "the save");
const id = "5b1f4c3e-93f1-4f0c-8a0e-2f6f0c7d9b11";

test("returns the guest's boot id", async () => {
  expect(await prepareForSave(printing(`${id}\n`), limit())).toBe(id);
});

test.each([
  ["nothing", "", 0],
  ["another text", "../../etc/passwd\n", 0],
  ["a long text", `${id.repeat(1000)}\n`, 0],
  ["a failure", `${id}\n`, 1],
])("a guest that reports %s is not saved", async (_what, output, exitCode) => {
  await expect(prepareForSave(printing(output, exitCode), limit())).rejects.toMatchObject({ code: "GUEST" });
});
