import { expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { commandLine, searchPath } from "../../../src/guest/command-line.ts";

const files = { stdin: "/dev/null", stdout: "/run/a.out", stderr: "/run/a.err", end: "/run/a.end" };
const job = { command: "echo", args: ["a b", "$HOME; rm -rf /"], user: "demo", cwd: undefined, env: {} };

const deadline = (): Deadline => Deadline.after(10_000, "test");

test("passes the user's arguments unchanged to fixed scripts", () => {
  const { path, args } = commandLine({ ...job, deadline: deadline() }, files);
  expect([path, ...args.slice(0, 2), args[3]]).toEqual(["setsid", "sh", "-c", "sh"]);
  expect(args.slice(4, 15)).toEqual([
    "demo",
    "/dev/null",
    "/run/a.out",
    "/run/a.err",
    "/run/a.end",
    "demo",
    "HOME SHELL",
    "runuser",
    "-u",
    "demo",
    "--",
  ]);
  expect(args.slice(-3)).toEqual(["echo", "a b", "$HOME; rm -rf /"]);
});

test("root needs no change of user", () => {
  const { args } = commandLine({ ...job, user: "root", deadline: deadline() }, files);
  expect(args[11]).toBe("timeout");
  expect(args).not.toContain("runuser");
});

test("the limit is the deadline's remaining time, at least a second", () => {
  const { args } = commandLine({ ...job, deadline: Deadline.after(10, "test") }, files);
  expect(args.slice(15, 19)).toEqual(["timeout", "-k", "5", "1"]);
});

test("the account gives home and shell, unless the environment does", () => {
  const withHome = commandLine({ ...job, env: { HOME: "/x" }, homeOf: "other", deadline: deadline() }, files);
  expect(withHome.args.slice(9, 11)).toEqual(["other", "SHELL"]);
});

test("the user's variables do not reach what root runs", () => {
  const env = { PATH: "/home/demo/bin", LD_PRELOAD: "x.so", LOGNAME: "me" };
  const { args, environment } = commandLine({ ...job, env, deadline: deadline() }, files);
  expect(environment).toEqual([`PATH=${searchPath}`, "LANG=C.UTF-8"]);
  const exported = args.slice(args.lastIndexOf("sh") + 1, args.lastIndexOf("--"));
  expect(exported).toEqual(["USER=demo", "LOGNAME=me", "PATH=/home/demo/bin", "LD_PRELOAD=x.so"]);
});

test("names that shells do not export are passed on beside them", () => {
  const { environment } = commandLine({ ...job, env: { "a.b": "1", UID: "7" }, deadline: deadline() }, files);
  expect(environment.slice(2)).toEqual(["a.b=1", "UID=7"]);
});
