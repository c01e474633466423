import { expect, test } from "vitest";
import { errorNumbers } from "../../../src/libvirt/codes.ts";
import {
  isAgentUnresponsive,
  isNotFound,
  isOperationInvalid,
  isWithoutMetadata,
  LibvirtError,
  LibvirtMissingError,
} from "../../../src/libvirt/errors.ts";

function failure(libvirtCode: number): LibvirtError {
  const said = { call: "virDomainLookupByName", libvirtCode, libvirtDomain: 10, libvirtMessage: "no luck" };
  return new LibvirtError(said, { headline: "the call failed", next: "look at the log" });
}

const kinds = { isNotFound, isOperationInvalid, isWithoutMetadata, isAgentUnresponsive };

test("an error has what libvirt said, unchanged", () => {
  expect(failure(42)).toMatchObject({
    code: "LIBVIRT",
    name: "LibvirtError",
    call: "virDomainLookupByName",
    libvirtCode: 42,
    libvirtDomain: 10,
    libvirtMessage: "no luck",
  });
});

test("each kind of failure is told by libvirt's own number, and is of no other kind", () => {
  const kindsOf = (code: number): string[] =>
    Object.entries(kinds).flatMap(([name, is]) => (is(failure(code)) ? [name] : []));
  expect(Object.fromEntries(Object.entries(errorNumbers).map(([name, code]) => [name, kindsOf(code)]))).toEqual({
    invalidConnection: [],
    invalidArgument: [],
    operationFailed: [],
    noDomain: ["isNotFound"],
    operationInvalid: ["isOperationInvalid"],
    noDomainMetadata: ["isWithoutMetadata"],
    agentUnresponsive: ["isAgentUnresponsive"],
    agentUnsynced: ["isAgentUnresponsive"],
  });
});

test.for([undefined, null, "no domain", new Error("no domain"), { libvirtCode: 42 }])(
  "%o is no failure of libvirt",
  (thrown) => {
    expect(Object.values(kinds).some((is) => is(thrown))).toBe(false);
  },
);

test("a missing library is named, with the loader's reason and what to install", () => {
  const error = new LibvirtMissingError("libvirt.so.0", "cannot open shared object file");
  expect(error).toMatchObject({
    code: "LIBVIRT_MISSING",
    library: "libvirt.so.0",
    output: "cannot open shared object file",
  });
  expect(error.next).toMatch(/apt-get install .*dnf install /);
});
