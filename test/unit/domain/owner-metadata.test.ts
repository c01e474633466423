import { expect, test } from "vitest";
import { ownerIn } from "../../../src/domain/owner-metadata.ts";

const owner = "4711-0123abcd-abc123";

test("the metadata names its owner", () => {
  const metadata = `<demotool:vm xmlns:demotool="urn:demotool:vm:1"><demotool:owner>${owner}</demotool:owner></demotool:vm>`;
  expect(ownerIn(metadata)).toBe(owner);
  // libvirt returns the element without the prefix.
  expect(ownerIn(metadata.replaceAll("demotool:", "").replaceAll(":demotool", ""))).toBe(owner);
});

test.each([
  undefined,
  "",
  "<vm/>",
  "<vm><owner>root</owner></vm>",
  `<other><owner>${owner}</owner></other>`,
  `<vm><owner>../${owner}</owner></vm>`,
])("rejects %j as an owner", (metadata) => {
  expect(ownerIn(metadata)).toBeUndefined();
});
