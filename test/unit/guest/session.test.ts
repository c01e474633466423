import { expect, test } from "vitest";
import { parseEnvironment } from "../../../src/guest/session.ts";

test("keeps what belongs to the session, not to one of its processes", () => {
  const kept = ["DISPLAY=:0.0", "PATH=/home/demo/bin:/usr/bin", "HOME=/home/demo", "GTK_THEME=Adwaita", "EMPTY="];
  const dropped = [
    "PWD=/x",
    "SHLVL=2",
    "WINDOWID=7",
    "INVOCATION_ID=1",
    "NOTIFY_SOCKET=/run/n",
    "DESKTOP_STARTUP_ID=x",
  ];
  expect(parseEnvironment([...kept, ...dropped].join("\0"))).toEqual({
    DISPLAY: ":0.0",
    PATH: "/home/demo/bin:/usr/bin",
    HOME: "/home/demo",
    GTK_THEME: "Adwaita",
    EMPTY: "",
  });
});

test("leaves out what no shell can export, and what is very long", () => {
  expect(parseEnvironment(`BASH_FUNC_x%%=() { :; }\0UID=1000\0LONG=${"x".repeat(9000)}\0A=1\0`)).toEqual({ A: "1" });
});

test("a value may contain line breaks and equal signs", () => {
  expect(parseEnvironment("XDG_A=1=2\n3\0")).toEqual({ XDG_A: "1=2\n3" });
});
