import { expect, test } from "vitest";
import { formatOwner, thisOwner } from "../../../src/base/files/owner.ts";
import { ownerIn } from "../../../src/domain/owner-metadata.ts";

test("the metadata names its owner", () => {
  const metadata = `<demotool:vm xmlns:demotool="urn:demotool:vm:1"><demotool:owner>${formatOwner(thisOwner)}</demotool:owner></demotool:vm>`;
  expect(ownerIn(metadata)).toEqual(thisOwner);
  // libvirt returns the element without the prefix.
  expect(ownerIn(metadata.replaceAll("demotool:", "").replaceAll(":demotool", ""))).toEqual(thisOwner);
});

test.each([undefined, "", "<vm/>", "<vm><owner>root</owner></vm>", "<other><owner>1-2-a-3</owner></other>"])(
  "rejects %j as an owner",
  (metadata) => {
    expect(ownerIn(metadata)).toBeUndefined();
  },
);
