import { expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { guestAgent } from "../../../src/guest/agent.ts";
import { clockNotSet } from "../../../src/guest/clock.ts";
import { notHere } from "../../../src/guest/keyboard-layout/way.ts";
import { type RestoredGuest, resyncRestored } from "../../../src/guest/resync.ts";

const swiss = { layout: "ch", variant: "de_nodeadkeys" };

/** Resyncs a guest whose script ends like this; also returns the script's arguments after those of the clock. */
async function resynced(
  { exitCode = 0, output = "" },
  layout: typeof swiss | undefined,
): Promise<{ guest: RestoredGuest; given: string[] }> {
  let given: string[] = [];
  const agent = guestAgent(async (request) => {
    const { execute, arguments: started } = JSON.parse(request);
    if (execute === "guest-get-time") return JSON.stringify({ return: Date.now() * 1e6 });
    if (execute === "guest-exec") given = started.arg.slice(5);
    const status = { exited: true, exitcode: exitCode, "out-data": Buffer.from(output).toString("base64") };
    return JSON.stringify({ return: execute === "guest-exec" ? { pid: 7 } : status });
  });
  const guest = await resyncRestored(agent, "pgrep panel", layout, Deadline.after(10_000, "the guest"));
  return { guest, given };
}

test("one program gets the session's condition and the layout", async () => {
  const { guest, given } = await resynced({ output: "boot-1\n0\n" }, swiss);
  expect(given).toEqual(["( pgrep panel )", "ch", "de_nodeadkeys"]);
  expect(guest).toEqual({ bootId: "boot-1", missing: undefined, layout: true });
});

test("without a layout none is set", async () => {
  const { guest, given } = await resynced({ output: "boot-1\n1\n" }, undefined);
  expect(given).toEqual(["( pgrep panel )", "", ""]);
  expect(guest).toEqual({ bootId: "boot-1", missing: undefined, layout: false });
});

test("a layout that cannot be set and a session that is not up are told apart", async () => {
  const up = await resynced({ output: `boot-1\n${notHere}\n` }, swiss);
  expect(up.guest).toEqual({ bootId: "boot-1", missing: undefined, layout: false });
  const down = await resynced({ exitCode: 1, output: "boot-1\n0\nno panel\n" }, swiss);
  expect(down.guest).toEqual({ bootId: "boot-1", missing: "no panel", layout: true });
  const silent = await resynced({ exitCode: 3, output: "boot-1\n0\n" }, swiss);
  expect(silent.guest.missing).toBe("its condition exited with 3");
});

test("a clock that cannot be set is an error", async () => {
  await expect(resynced({ exitCode: clockNotSet, output: "boot-1\n" }, swiss)).rejects.toThrow(
    "clock could not be set",
  );
});
