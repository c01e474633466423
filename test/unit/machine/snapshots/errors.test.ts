import { expect, test } from "vitest";
import { DemotoolError } from "../../../../src/base/errors.ts";
import { GuestError } from "../../../../src/guest/errors.ts";
import { endedByRevert, notReverted, notTaken } from "../../../../src/machine/snapshots/errors.ts";

const failed = { domain: "demo-login", snapshot: "installed", elapsedMs: 1234 };

test.for([
  ["taken", notTaken, "could not take snapshot installed: no space left", "the VM runs on unchanged"],
  ["reverted to", notReverted, "could not revert to snapshot installed: no space left", "start another one"],
] as const)("a snapshot that cannot be %s says why, and what became of the VM", ([, make, headline, next]) => {
  const cause = new Error("no space left");
  const error = make(failed, cause);
  expect(error).toMatchObject({ code: "SNAPSHOT", headline, facts: failed, cause });
  expect(error.next).toContain(next);
});

test("what the cause knows of QEMU's output is passed on", () => {
  const cause = new DemotoolError("LIBVIRT", { headline: "the job failed", output: "block I/O error", next: "look" });
  expect([notTaken(failed, cause).output, notReverted(failed, cause).output]).toEqual([
    "block I/O error",
    "block I/O error",
  ]);
});

test("a command that a revert ended is told from one that failed by itself", () => {
  const error = endedByRevert("installed", "demo-login");
  expect(error).toBeInstanceOf(GuestError);
  expect(error).toMatchObject({
    headline: "aborted: demo-login was reverted to snapshot installed",
    facts: { domain: "demo-login", snapshot: "installed" },
  });
});
