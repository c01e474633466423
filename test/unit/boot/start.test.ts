// The order in which the kinds of start are tried, and which of them keep the VM of a later one.
import { expect, test } from "vitest";
import { CleanupStack } from "../../../src/base/process/cleanup.ts";
import type { PreparedHost } from "../../../src/boot/prepare-host.ts";
import { firstToStart, type Start } from "../../../src/boot/start.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import { captureLog } from "../../support/captured-log.ts";

/** A host, and the calls made to it. */
interface Scene {
  readonly host: PreparedHost;
  readonly events: string[];
  /** A start that records its calls. */
  start(name: string, script?: { readonly has?: boolean; readonly survives?: boolean }): Start;
}

function scene(): Scene {
  captureLog();
  const events: string[] = [];
  const resources = new CleanupStack("VM demo-start");
  const host = { request: { name: "demo-start" }, resources } as unknown as PreparedHost;
  const start = (name: string, { has = false, survives = true } = {}): Start => ({
    name,
    attempt: async () => {
      events.push(`attempt ${name}`);
      if (!has) return undefined;
      resources.defer(`VM of ${name}`, () => events.push("VM removed"));
      return { origin: name } as unknown as Machine;
    },
    complete: async () => void events.push(`complete ${name}`),
    keep: async () => {
      events.push(`keep ${name}`);
      return survives;
    },
    release: async () => void events.push(`release ${name}`),
  });
  return { host, events, start };
}

test("the first start that yields a VM ends the search", async () => {
  const { host, events, start } = scene();
  const machine = await firstToStart(host, [start("prepared", { has: true }), start("plain", { has: true })]);
  expect(machine.origin).toBe("prepared");
  expect(events).toEqual(["attempt prepared", "release prepared"]);
});

test("earlier starts complete and keep the VM, the nearest first", async () => {
  const { host, events, start } = scene();
  const starts = [start("prepared"), start("plain"), start("cold", { has: true })];
  expect((await firstToStart(host, starts)).origin).toBe("cold");
  expect(events).toEqual([
    "attempt prepared",
    "attempt plain",
    "attempt cold",
    "release cold",
    "complete plain",
    "keep plain",
    "release plain",
    "complete prepared",
    "keep prepared",
    "release prepared",
  ]);
});

test("a VM that does not survive being kept is replaced by one that is not kept", async () => {
  const { host, events, start } = scene();
  const starts = [start("plain", { survives: false }), start("cold", { has: true })];
  expect((await firstToStart(host, starts)).origin).toBe("cold");
  const made = ["attempt cold", "release cold", "complete plain"];
  expect(events).toEqual(["attempt plain", ...made, "keep plain", "VM removed", ...made, "release plain"]);
});

test("a failing start ends the launch and releases everything it held", async () => {
  const { host, events, start } = scene();
  const failing: Start = { name: "cold", attempt: () => Promise.reject(new Error("no VM")) };
  await expect(firstToStart(host, [start("prepared"), start("plain"), failing])).rejects.toThrow("no VM");
  expect(events).toEqual(["attempt prepared", "attempt plain", "release plain", "release prepared"]);
});
