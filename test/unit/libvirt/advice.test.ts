// The next steps in errors of failed libvirt calls.
import { expect, test } from "vitest";
import { advise, type Surroundings } from "../../../src/libvirt/advice.ts";

const root: Surroundings = {
  root: true,
  systemd: false,
  runtimeDirectory: undefined,
  logDirectory: "/var/log/libvirt/qemu",
};
const user: Surroundings = { ...root, root: false, runtimeDirectory: "/run/user/1000", logDirectory: "/home/u/log" };
const noSocket = "Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory";

function adviceFor(call: string, libvirtMessage: string, host: Surroundings, uri = "qemu:///session"): string {
  return advise({ call, libvirtCode: 38, libvirtDomain: 7, libvirtMessage }, uri, "demo-login", host);
}

test("root without systemd: start both daemons", () => {
  expect(adviceFor("virConnectOpen", noSocket, root)).toContain("virtlogd -d; libvirtd -d");
});

test("root with systemd: start the service", () => {
  expect(adviceFor("virConnectOpen", noSocket, { ...root, systemd: true })).toContain("systemctl start libvirtd");
});

test("a user without a runtime directory: set it", () => {
  const message = "Cannot create user runtime directory '/run/user/1000/libvirt': Permission denied";
  expect(adviceFor("virConnectOpen", message, { ...user, runtimeDirectory: undefined })).toMatch(
    /^set XDG_RUNTIME_DIR/,
  );
});

test("a socket path that is too long: choose a shorter directory", () => {
  const message = "Path /x/libvirt/libvirt-sock too long for unix socket: Cannot allocate memory";
  expect(adviceFor("virConnectOpen", message, user)).toContain("shorter path");
});

test("a user without a daemon: install the named package", () => {
  expect(adviceFor("virConnectOpen", "Cannot find 'libvirtd' in path", user)).toContain(
    "apt-get install libvirt-daemon",
  );
});

test("names an unusable URI", () => {
  expect(adviceFor("virConnectOpen", "no connection driver available", root, "nope:///")).toContain("connection URI");
});

test("a failed start points to QEMU's log of the domain", () => {
  expect(adviceFor("virDomainCreateXML", "internal error", user)).toContain("/home/u/log/demo-login.log");
});
