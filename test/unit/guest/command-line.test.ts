import { expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { commandLine } from "../../../src/guest/command-line.ts";

const files = { stdin: "/dev/null", stdout: "/run/a.out", stderr: "/run/a.err" };
const job = { command: "echo", args: ["a b", "$HOME; rm -rf /"], user: "demo", cwd: undefined, env: {} };

test("passes the user's arguments unchanged to a fixed launcher", () => {
  const { path, args } = commandLine({ ...job, deadline: Deadline.after(10_000, "test") }, files);
  expect(path).toBe("sh");
  expect(args.slice(2, 11)).toEqual([
    "sh",
    "demo",
    "/dev/null",
    "/run/a.out",
    "/run/a.err",
    "runuser",
    "-u",
    "demo",
    "--",
  ]);
  expect(args.slice(-3)).toEqual(["echo", "a b", "$HOME; rm -rf /"]);
});

test("root needs no change of user", () => {
  const { args, environment } = commandLine({ ...job, user: "root", deadline: Deadline.after(10_000, "test") }, files);
  expect(args[7]).toBe("timeout");
  expect(args).not.toContain("runuser");
  expect(environment).toContain("HOME=/root");
});

test("the limit is the deadline's remaining time, at least a second", () => {
  const { args } = commandLine({ ...job, deadline: Deadline.after(10, "test") }, files);
  expect(args.slice(11, 15)).toEqual(["timeout", "-k", "5", "1"]);
});

test("given variables override the user's own", () => {
  const { environment } = commandLine(
    { ...job, env: { LANG: "de_DE.UTF-8" }, deadline: Deadline.after(10_000, "test") },
    files,
  );
  expect(environment).toContain("LANG=de_DE.UTF-8");
  expect(environment.filter((variable) => variable.startsWith("LANG="))).toHaveLength(1);
  expect(environment).toContain("HOME=/home/demo");
});
