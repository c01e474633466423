import { expect, test } from "vitest";
import { guestAgent } from "../../../src/guest/agent.ts";
import { notHere } from "../../../src/guest/keyboard-layout/way.ts";
import { GuestLayout } from "../../../src/machine/guest-layout.ts";
import { captureLog } from "../../support/captured-log.ts";

/** A machine whose guest's programs end with this exit code and output, and the arguments that they got. */
function machineWith({ exitCode = 0, output = "", hasAgent = true }) {
  const started: string[][] = [];
  const agent = guestAgent(async (request) => {
    const { execute, arguments: given } = JSON.parse(request);
    if (execute === "guest-exec") started.push(given.arg.slice(3));
    const status = { exited: true, exitcode: exitCode, "err-data": Buffer.from(output).toString("base64") };
    return JSON.stringify({ return: execute === "guest-exec" ? { pid: 7 } : status });
  });
  return { started, machine: { domain: { name: "demo-x" }, agent, findAgent: async () => hasAgent } };
}

test("runs one program, and none for a layout that the guest has", async () => {
  const { machine, started } = machineWith({});
  const layout = new GuestLayout(machine, "us");
  for (const wanted of [undefined, "us", "ch(de_nodeadkeys)", "ch(de_nodeadkeys)", "gb"] as const) {
    await layout.ensure(wanted, undefined);
  }
  expect(started).toEqual([
    ["ch", "de_nodeadkeys"],
    ["gb", ""],
  ]);
});

test("a layout that was set in a restored guest is not set again", async () => {
  const { machine, started } = machineWith({});
  const layout = new GuestLayout(machine, "us");
  expect([layout.lacking(undefined), layout.lacking("us")]).toEqual([undefined, undefined]);
  const lacking = layout.lacking("ch(de_nodeadkeys)");
  expect(lacking?.layout).toEqual({ layout: "ch", variant: "de_nodeadkeys" });
  lacking?.onSet();
  await layout.ensure("ch(de_nodeadkeys)", undefined);
  expect(started).toEqual([]);
});

test("a guest whose layout is unknown is set to the default one, too", async () => {
  const { machine, started } = machineWith({});
  await new GuestLayout(machine, undefined).ensure("us", undefined);
  expect(started).toEqual([["us", ""]]);
});

test.each([
  [{ hasAgent: false }, "the guest has no agent"],
  [{ exitCode: notHere }, "no desktop runs that demotool can set"],
  [{ exitCode: 255, output: "Cannot open display\nby setxkbmap\n" }, "Cannot open display\nby setxkbmap"],
  [{ exitCode: 1 }, "exit code 1"],
])("a guest that cannot be set (%j) keeps its layout with a warning", async (guest, reason) => {
  const logged = captureLog();
  const { machine } = machineWith(guest);
  await new GuestLayout(machine, "us").ensure("de", undefined);
  const warnings = logged.filter(({ level }) => level === "warn");
  expect(warnings).toMatchObject([{ facts: { domain: "demo-x", keyboardLayout: "de", reason } }]);
});

test("an abort ends the start", async () => {
  const { machine } = machineWith({});
  const signal = AbortSignal.abort(new Error("stopped"));
  await expect(new GuestLayout(machine, "us").ensure("de", signal)).rejects.toThrow("stopped");
});
