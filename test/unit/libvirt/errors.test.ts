import { expect, test } from "vitest";
import { errorNumbers } from "../../../src/libvirt/codes.ts";
import {
  isAgentDisconnected,
  isAgentUnresponsive,
  isNotFound,
  isOperationInvalid,
  isUndelivered,
  isUnsupported,
  isWithoutMetadata,
  LibvirtError,
  LibvirtMissingError,
  mayBeLost,
} from "../../../src/libvirt/errors.ts";

function failure(libvirtCode: number): LibvirtError {
  const said = { call: "virDomainLookupByName", libvirtCode, libvirtDomain: 10, libvirtMessage: "no luck" };
  return new LibvirtError(said, { headline: "the call failed", next: "look at the log" });
}

const kinds = { isNotFound, isOperationInvalid, isWithoutMetadata, isAgentUnresponsive, isUnsupported, mayBeLost };

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
    internalError: ["mayBeLost"],
    noSupport: ["isUnsupported"],
    invalidConnection: ["mayBeLost"],
    invalidArgument: [],
    operationFailed: [],
    systemError: ["mayBeLost"],
    rpc: ["mayBeLost"],
    argumentUnsupported: ["isUnsupported"],
    operationUnsupported: ["isUnsupported"],
    noDomain: ["isNotFound"],
    operationInvalid: ["isOperationInvalid"],
    noDomainMetadata: ["isWithoutMetadata"],
    agentUnresponsive: ["isAgentUnresponsive"],
    agentUnsynced: ["isAgentUnresponsive"],
  });
});

test("an agent that libvirt is not connected to was not sent the command", () => {
  const said = (libvirtMessage: string): LibvirtError => {
    const what = { call: "virDomainQemuAgentCommand", libvirtCode: 86, libvirtDomain: 10, libvirtMessage };
    return new LibvirtError(what, { headline: "no agent", next: "wait" });
  };
  expect(isAgentDisconnected(said("Guest agent is not responding: QEMU guest agent is not connected"))).toBe(true);
  expect(isAgentDisconnected(said("Guest agent is not responding: Guest agent not available for now"))).toBe(false);
});

test.each([
  ["Cannot write data: Broken pipe", true],
  ["internal error: client socket is closed", true],
  ["End of file while reading data: Input/output error", false],
  ["Cannot recv data: Connection reset by peer", false],
])("%s: the daemon has not received the call: %s", (libvirtMessage, undelivered) => {
  const said = { call: "virDomainQemuAgentCommand", libvirtCode: 38, libvirtDomain: 7, libvirtMessage };
  expect(isUndelivered(new LibvirtError(said, { headline: "lost", next: "wait" }))).toBe(undelivered);
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
