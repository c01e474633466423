// Names of base images: they become file names in the cache, so validation is strict.
import { join, relative } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { OptionError } from "../../../src/base/errors.ts";
import { parseImageName, readImageName } from "../../../src/images/name.ts";

test.for([
  ["debian-12", "debian", "12"],
  ["fedora-42", "fedora", "42"],
  ["ubuntu-24.04", "ubuntu", "24.04"],
  ["cirros-0.3.5", "cirros", "0.3.5"],
  ["opensuse-leap-15.6", "opensuse-leap", "15.6"],
  ["my-company-desktop-3", "my-company-desktop", "3"],
  ["fedora-42beta", "fedora", "42beta"],
])("%s is %s, %s", ([name = "", distribution, version]) => {
  expect(parseImageName(name)).toEqual({ distribution, version });
});

test.for([
  "",
  "debian",
  "debian-",
  "-12",
  "12",
  "Debian-12",
  "debian-12 ",
  "debian-12\n",
  "debian--12",
  "debian-12/",
  "../debian-12",
  "debian-1/../2",
  "debian-1..2",
  "--help-1",
  "debian-12.qcow2\0",
  "dèbian-12",
  "debian-١٢",
  `${"a".repeat(80)}-1`,
])("rejects %j", (name) => {
  expect(() => parseImageName(name)).toThrow(OptionError);
  expect(readImageName(name)).toBeUndefined();
});

test("the error truncates a long name", () => {
  expect(() => parseImageName("x".repeat(10_000))).toThrow(
    expect.objectContaining({ code: "OPTION", facts: { image: "x".repeat(100) } }),
  );
});

test("no valid name leaves the cache directory or looks like an option", () => {
  const pieces = fc.constantFrom("debian", "fedora", "-", ".", "..", "/", "1", "42", "A", " ", "\0", "~", "\n");
  const names = fc.oneof(
    fc.string(),
    fc.array(pieces).map((parts) => parts.join("")),
    fc.stringMatching(/^[a-z][a-z0-9]{0,3}(-[a-z0-9.]{1,3}){1,2}$/),
  );
  let accepted = 0;
  fc.assert(
    fc.property(names, (name) => {
      const parsed = readImageName(name);
      if (parsed === undefined) return;
      accepted++;
      expect(relative("/cache", join("/cache", `${name}.qcow2`))).toBe(`${name}.qcow2`);
      expect(name).toMatch(/^[a-z][a-z0-9.-]+$/);
      expect(`${parsed.distribution}-${parsed.version}`).toBe(name);
    }),
    { numRuns: 2000 },
  );
  expect(accepted).toBeGreaterThan(20);
});
