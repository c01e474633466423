import { expect, test } from "vitest";
import { readEnvironment } from "../../../src/base/environment.ts";

test("an empty environment gives the defaults", () => {
  const defaults = {
    image: undefined,
    bootTimeout: undefined,
    accelerator: "auto",
    maxVms: undefined,
    libvirtUri: "qemu:///session",
    debianMirror: undefined,
    logLevel: "info",
    warm: true,
  };
  expect(readEnvironment({})).toEqual(defaults);
  const empty = { DEMOTOOL_IMAGE: "", DEMOTOOL_BOOT_TIMEOUT: "", DEMOTOOL_ACCEL: "", DEMOTOOL_LIBVIRT_URI: "" };
  expect(readEnvironment({ ...empty, DEMOTOOL_MAX_VMS: "", DEMOTOOL_DEBIAN_MIRROR: "", DEMOTOOL_LOG: "" })).toEqual(
    defaults,
  );
});

test("reads every variable", () => {
  const variables = {
    DEMOTOOL_IMAGE: "fedora-42",
    DEMOTOOL_BOOT_TIMEOUT: "90.5",
    DEMOTOOL_ACCEL: "tcg",
    DEMOTOOL_MAX_VMS: "4",
    DEMOTOOL_LIBVIRT_URI: "test:///default",
    DEMOTOOL_DEBIAN_MIRROR: "https://debian.example:8080/debian/",
    DEMOTOOL_LOG: "debug",
    DEMOTOOL_WARM: "0",
  };
  expect(readEnvironment(variables)).toEqual({
    image: "fedora-42",
    bootTimeout: 90_500,
    accelerator: "tcg",
    maxVms: 4,
    libvirtUri: "test:///default",
    debianMirror: "https://debian.example:8080/debian/",
    logLevel: "debug",
    warm: false,
  });
});

test.for(["0", "-1", "1.5", "1e3", "four", "99999999999999999999"])("rejects %j as a number of VMs", (text) => {
  const read = (): unknown => readEnvironment({ DEMOTOOL_MAX_VMS: text });
  expect(read).toThrow("DEMOTOOL_MAX_VMS is not a number of VMs");
  expect(read).toThrow(text);
});

test.for(["0", "-1", "2 minutes", "1e3", "NaN", "Infinity", "99999999"])("rejects %j as a boot timeout", (text) => {
  const read = (): unknown => readEnvironment({ DEMOTOOL_BOOT_TIMEOUT: text });
  expect(read).toThrow("DEMOTOOL_BOOT_TIMEOUT is not a number of seconds");
  expect(read).toThrow(text);
});

test.for(["deb.debian.org/debian", "--simulate", "deb http://x/ y main", "http://", "file:/srv/debian"])(
  "rejects %j as a mirror",
  (text) => {
    const read = (): unknown => readEnvironment({ DEMOTOOL_DEBIAN_MIRROR: text });
    expect(read).toThrow("DEMOTOOL_DEBIAN_MIRROR is not the URL of a mirror");
  },
);

test("accepts a mirror in a directory", () => {
  expect(readEnvironment({ DEMOTOOL_DEBIAN_MIRROR: "copy:///srv/debian" }).debianMirror).toBe("copy:///srv/debian");
});

test("rejects an unknown word and lists the known ones", () => {
  expect(() => readEnvironment({ DEMOTOOL_ACCEL: "xen" })).toThrow("auto, kvm, tcg");
  expect(() => readEnvironment({ DEMOTOOL_LOG: "loud" })).toThrow("debug, info, warn, error, silent");
});
