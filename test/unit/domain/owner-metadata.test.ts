import { expect, test } from "vitest";
import { formatOwner, thisOwner } from "../../../src/base/files/owner.ts";
import { ownerIn } from "../../../src/domain/owner-metadata.ts";

test("the mark names its owner", () => {
  const metadata = `<demotool:vm xmlns:demotool="urn:demotool:vm:1"><demotool:owner>${formatOwner(thisOwner)}</demotool:owner></demotool:vm>`;
  expect(ownerIn(metadata)).toEqual(thisOwner);
  // libvirt hands the element back without the prefix.
  expect(ownerIn(metadata.replaceAll("demotool:", "").replaceAll(":demotool", ""))).toEqual(thisOwner);
});

test.each([undefined, "", "<vm/>", "<vm><owner>root</owner></vm>", "<other><owner>1-2-a-3</owner></other>"])(
  "%j is nobody's mark",
  (metadata) => {
    expect(ownerIn(metadata)).toBeUndefined();
  },
);
