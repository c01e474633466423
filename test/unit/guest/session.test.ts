import { expect, test } from "vitest";
import { parseEnvironment } from "../../../src/guest/session.ts";

test("keeps only the variables of the session", () => {
  const kept = ["DISPLAY=:0.0", "DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus,guid=1", "SHELL=/bin/bash"];
  expect(parseEnvironment([...kept, "PWD=/x", "OLDPWD=/y"].join("\0"))).toEqual({
    DISPLAY: ":0.0",
    DBUS_SESSION_BUS_ADDRESS: "unix:path=/run/user/1000/bus,guid=1",
    SHELL: "/bin/bash",
  });
});

test("a value may contain line breaks and equal signs", () => {
  expect(parseEnvironment("XDG_A=1=2\n3\0")).toEqual({ XDG_A: "1=2\n3" });
});
