// What a snapshot's name may be, and what is said of what is none.
import { expect, test } from "vitest";
import { checkName, noSnapshot } from "../../../../src/machine/snapshots/snapshot.ts";

test.for(["installed", "before the 2nd try; ünïcode ✓", "7", "x".repeat(100)])("the name %o can be used", (name) => {
  expect(() => checkName(name)).not.toThrow();
});

test.for(["", "  ", "two\nlines", "x".repeat(101), 7, undefined])("the name %o is refused", (name) => {
  expect(() => checkName(name)).toThrow(expect.objectContaining({ code: "OPTION" }));
});

test("a name in place of a snapshot is told from anything else", () => {
  expect(noSnapshot("installed").headline).toBe('the text "installed" is not a snapshot that vm.snapshot() returned');
  expect(noSnapshot({ name: "installed" }).headline).toBe("this is not a snapshot that vm.snapshot() returned");
});
