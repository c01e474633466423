import { expect, test } from "vitest";
import { CommandError } from "../../../src/guest/command-error.ts";
import { type ExecResult, signalOf } from "../../../src/guest/exec-result.ts";

const failed = { command: "apt-get", args: ["install", "no such"], user: "root" };

function result(exitCode: number, stdout = "", stderr = ""): ExecResult {
  return { exitCode, signal: signalOf(exitCode), failed: exitCode !== 0, stdout, stderr, truncated: false };
}

test("the error for a failed command has its exit code, its outputs and the next step", () => {
  const error = new CommandError(failed, result(100, "Reading package lists...\n", "E: no such package\n"));
  expect(error).toMatchObject({
    code: "COMMAND",
    command: "apt-get install no such",
    exitCode: 100,
    signal: undefined,
    stdout: "Reading package lists...",
    stderr: "E: no such package",
  });
  expect(error.message).toBe(`apt-get in the guest exited with code 100
  command="apt-get install no such" user="root" exitCode=100
  | Reading package lists...
  | E: no such package
  → its output above, if any, says why; to get the result instead of this error, pass { reject: false }`);
});

test("the error for a killed command names the signal", () => {
  expect(new CommandError(failed, result(137))).toMatchObject({
    headline: "apt-get in the guest exited with code 137 (SIGKILL)",
    signal: "SIGKILL",
    exitCode: 137,
  });
});

test("keeps the end of both outputs", () => {
  const lines = (name: string): string => Array.from({ length: 50 }, (_, index) => `${name} ${index}`).join("\n");
  const { stdout, stderr, message } = new CommandError(failed, result(1, lines("out"), lines("error")));
  expect([stdout.split("\n").length, stderr.split("\n").length]).toEqual([20, 20]);
  expect(message).toContain("out 49");
  expect(message).toContain("error 49");
});

test("removes the guest's escape sequences from the message and the outputs", () => {
  const { message, stderr } = new CommandError(
    failed,
    result(1, "", "\u001b[31mred\u001b[0m \u0007\u009b2J end\u001b]0;title\u0007\r\n"),
  );
  expect(message).toContain("  | red  end");
  expect(stderr).toBe("red  end");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

test.each([
  [0, undefined],
  [1, undefined],
  [124, undefined],
  [130, "SIGINT"],
  [143, "SIGTERM"],
  [255, undefined],
])("exit code %i names the signal %s", (exitCode, signal) => {
  expect(signalOf(exitCode)).toBe(signal);
});

test("keeps long lines, progress bars and long commands short", () => {
  const progress = Array.from({ length: 1000 }, (_, percent) => `${percent} of 1000`).join("\r");
  const error = new CommandError(
    { ...failed, args: ["x".repeat(5000)] },
    result(1, `${progress}\r\n`, "y".repeat(1e6)),
  );
  expect(error.stdout).toBe("999 of 1000");
  expect(error.stderr).toHaveLength(500);
  expect(error.message.length).toBeLessThan(3000);
  expect(new CommandError({ ...failed, command: "a\u001b[31m\nb" }, result(1)).headline).toBe(
    "a in the guest exited with code 1",
  );
});
