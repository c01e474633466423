// VMs that could not be removed: the next start removes them, whether libvirt still knows them or not.
import { beforeEach, expect, test } from "vitest";
import { abandon, isAbandoned, removeAbandoned, sweepAbandoned } from "../../../src/domain/abandoned.ts";
import type { Connection } from "../../../src/libvirt/connection.ts";
import { captureLog } from "../../support/captured-log.ts";

const connection = { uri: "qemu:///session" } as unknown as Connection;
const other = { uri: "qemu:///system" } as unknown as Connection;

let removals: Connection[];
beforeEach(() => {
  removals = [];
});

const remove = async (used: Connection): Promise<void> => void removals.push(used);

test("a VM that was given up is removed once, by the next start that reaches its libvirt", async () => {
  abandon("1-00000000-000001", connection.uri, remove);
  await sweepAbandoned(other);
  expect(removals).toEqual([]);
  expect(isAbandoned("1-00000000-000001")).toBe(true);
  await sweepAbandoned(connection);
  await sweepAbandoned(connection);
  expect(removals).toEqual([connection]);
  expect(isAbandoned("1-00000000-000001")).toBe(false);
});

test("one that still cannot be removed is kept, with a warning", async () => {
  const log = captureLog();
  let isReachable = false;
  abandon("1-00000000-000002", connection.uri, async (used) => {
    if (!isReachable) throw new Error("libvirt does not tell");
    await remove(used);
  });
  abandon("1-00000000-000003", connection.uri, remove);
  await sweepAbandoned(connection);
  expect(removals).toEqual([connection]);
  expect(log).toMatchObject([{ level: "warn", facts: { reason: "libvirt does not tell" } }]);
  await expect(removeAbandoned(connection, "1-00000000-000002")).rejects.toThrow("libvirt does not tell");
  isReachable = true;
  await removeAbandoned(connection, "1-00000000-000002");
  expect(isAbandoned("1-00000000-000002")).toBe(false);
});
