// Valid names of snapshots, and the errors for others.
import { expect, test } from "vitest";
import { checkName, noSnapshot } from "../../../../src/machine/snapshots/snapshot.ts";

test.for(["installed", "before the 2nd try; ünïcode ✓", "7", "x".repeat(100)])("accepts the name %o", (name) => {
  expect(() => checkName(name)).not.toThrow();
});

test.for(["", "  ", "two\nlines", "x".repeat(101), 7, undefined])("rejects the name %o", (name) => {
  expect(() => checkName(name)).toThrow(expect.objectContaining({ code: "OPTION" }));
});

test("tells a name from a snapshot and from anything else", () => {
  expect(noSnapshot("installed").headline).toBe('the text "installed" is not a snapshot that vm.snapshot() returned');
  expect(noSnapshot({ name: "installed" }).headline).toBe("this is not a snapshot that vm.snapshot() returned");
});
