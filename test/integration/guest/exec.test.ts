// Commands in a guest, with one tiny Linux for all tests.
import { createHash } from "node:crypto";
import { inspect } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { DemoOutput } from "../../../src/base/demo-output.ts";
import { AbortedError } from "../../../src/base/errors.ts";
import { launch } from "../../../src/boot/launch.ts";
import { createDemo } from "../../../src/demo/demo.ts";
import { CommandError } from "../../../src/guest/command-error.ts";
import { Vm } from "../../../src/vm/vm.ts";
import { tinyRequest } from "../../support/guests/launched.ts";
import { tinyLinuxImage } from "../../support/guests/tiny-guest.ts";

let vm: Vm;
beforeAll(async () => {
  const output: DemoOutput = createDemo("exec");
  const backingFile = await tinyLinuxImage();
  vm = new Vm(await launch(tinyRequest(output, { name: "demo-guest-exec", backingFile })), output);
});
afterAll(() => vm[Symbol.asyncDispose]());

/** The lines that a shell command prints as root. */
async function seen(script: string): Promise<readonly string[]> {
  const { stdout } = await vm.exec("sh", ["-c", script], { user: "root", reject: false });
  return stdout.split("\n").filter((line) => line !== "");
}

/** Waits until all commands' files are removed except the two of the check itself. */
async function nothingIsLeft(): Promise<void> {
  const leftFiles = async (): Promise<number> => (await seen("ls /run | grep demotool-")).length - 2;
  await expect.poll(leftFiles, { timeout: 20_000, interval: 200 }).toBe(0);
}

test.for(["root", "demo"])("files written by %s are world-readable, as usual", async (user) => {
  expect((await vm.exec("sh", ["-c", "umask"], { user })).stdout).toBe("0022\n");
  const again = await vm.exec("sh", ["-c", "echo out >> /proc/self/fd/1; echo err >> /proc/self/fd/2"], { user });
  expect(again).toMatchObject({ exitCode: 0, stdout: "out\n", stderr: "err\n" });
  await vm.exec("tee", [`/tmp/by-${user}`], { user, input: "x" });
  expect(await seen(`stat -c %a /tmp/by-${user}`)).toEqual(["644"]);
});

test("an abort kills the command and its children, and removes its files", async () => {
  const abort = new AbortController();
  const demo = createDemo("exec", { signal: abort.signal });
  // Neither a polite signal nor the death of its parent ends this one.
  const script = `trap "" TERM HUP; sleep 4321 & echo $$ >/tmp/started; wait; sleep 4321`;
  const command = vm.withDemo(demo).exec("sh", ["-c", script]);
  const outcome = expect(command).rejects.toThrow(AbortedError);
  await vi.waitUntil(async () => (await seen("cat /tmp/started")).length > 0, { timeout: 60_000, interval: 200 });
  const start = performance.now();
  abort.abort(new Error("enough"));
  await outcome;
  expect(performance.now() - start).toBeLessThan(10_000);
  const gone = async (): Promise<boolean> => (await seen("ps | grep '[s]leep 4321'")).length === 0;
  await vi.waitUntil(gone, { timeout: 20_000, interval: 200 });
  await nothingIsLeft();
  // A hook may still inspect the guest after its test was stopped.
  expect((await vm.withDemo(demo).exec("echo", ["evidence"])).stdout).toBe("evidence\n");
});

test("a command that times out leaves no files", async () => {
  await expect(vm.exec("sleep", ["60"], { user: "root", timeout: 1000 })).rejects.toThrow(/took longer than 1 s/);
  await nothingIsLeft();
});

// 4 MiB exceed libvirt's limit for one request.
test.for([0, 1, 4 * 2 ** 20])("input of %i bytes arrives complete", async (size) => {
  const input = Buffer.alloc(size, "0123456789abcdef\n");
  const { stdout } = await vm.exec("md5sum", [], { input });
  expect(stdout).toBe(`${createHash("md5").update(input).digest("hex")}  -\n`);
  await nothingIsLeft();
});

test("standard input is empty by default", async () => {
  expect((await vm.exec("cat")).stdout).toBe("");
});

test("streams output as it is printed, in whole characters, and returns all of it", async () => {
  const out: string[] = [];
  const error: string[] = [];
  let seenWhileRunning = false;
  // The two bytes of é arrive separately; the command ends only once its first half was received.
  const script = `printf 'caf\\303'; until [ -e /tmp/heard ]; do sleep 0.1; done; printf '\\251\\n'; echo oops >&2`;
  const result = await vm.exec("sh", ["-c", script], {
    user: "root",
    onStdout: async (text) => {
      out.push(text);
      if (!seenWhileRunning) await vm.exec("touch", ["/tmp/heard"], { user: "root" });
      seenWhileRunning = true;
    },
    onStderr: (text) => error.push(text),
  });
  expect(result).toEqual({ exitCode: 0, failed: false, stdout: "café\n", stderr: "oops\n", truncated: false });
  expect(out).toEqual(["caf", "é\n"]);
  expect(error.join("")).toBe("oops\n");
  await nothingIsLeft();
});

test("large output arrives complete", async () => {
  const pieces: string[] = [];
  const result = await vm.exec("seq", ["600000"], { onStdout: (text) => pieces.push(text) });
  expect(result.stdout.length).toBe(4_088_895);
  expect(pieces.join("") === result.stdout).toBe(true);
});

test("of a very large output both ends arrive, with a note of what was cut", async () => {
  const { stdout, stderr, truncated } = await vm.exec("sh", ["-c", "echo first; yes | head -c 50000000; echo last"]);
  expect([truncated, stderr]).toEqual([true, ""]);
  expect(stdout.length).toBeLessThan(17 * 2 ** 20);
  expect(stdout).toMatch(/^first\ny\n.*\n… demotool cut 33222795 bytes of output here …\n.*y\nlast\n$/s);
});

test("a command that times out with a large output ends soon, with the end of the output", async () => {
  const start = performance.now();
  const script = "yes | head -c 100000000; echo last; sleep 60";
  const error = await vm
    .exec("sh", ["-c", script], { user: "root", timeout: 10_000 })
    .catch((thrown: unknown) => thrown);
  expect(performance.now() - start).toBeLessThan(25_000);
  expect(error).toMatchObject({ code: "TIMEOUT", output: expect.stringMatching(/^(y\n){10,}(y|last)$/) });
  await nothingIsLeft();
});

test.for([
  ["throws", (): never => expect.fail("enough seen")],
  ["rejects", async (): Promise<never> => expect.fail("enough seen")],
] as const)("a listener that %s ends the command with its error", async ([_how, onStdout]) => {
  await expect(vm.exec("sh", ["-c", "echo first; sleep 4322"], { onStdout })).rejects.toThrow("enough seen");
  const gone = async (): Promise<boolean> => (await seen("ps | grep '[s]leep 4322'")).length === 0;
  await vi.waitUntil(gone, { timeout: 20_000, interval: 200 });
  await nothingIsLeft();
});

test("passes on output from before the timeout", async () => {
  const pieces: string[] = [];
  const onStdout = (text: string): unknown => pieces.push(text);
  const command = vm.exec("sh", ["-c", "echo first; sleep 60"], { user: "root", timeout: 3000, onStdout });
  await expect(command).rejects.toThrow(/took longer than 3 s/);
  expect(pieces).toEqual(["first\n"]);
});

test("a failing command rejects with its output, without its input and environment", async () => {
  expect(await vm.exec("sh", ["-c", "kill -9 $$"], { user: "root", reject: false })).toMatchObject({
    exitCode: 137,
    signal: "SIGKILL",
  });
  const secret = { user: "root", input: "secret-input", env: { TOKEN: "secret-env" } };
  const failed = await vm.exec("sh", ["-c", "seq 30; echo why >&2; exit 5"], secret).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(CommandError);
  expect(failed).toMatchObject({
    code: "COMMAND",
    headline: "sh in the guest exited with code 5",
    command: "sh -c seq 30; echo why >&2; exit 5",
    exitCode: 5,
    stdout: Array.from({ length: 20 }, (_, index) => String(index + 11)).join("\n"),
    stderr: "why",
    facts: { user: "root", exitCode: 5 },
  });
  expect(String(failed)).toMatch(/ {2}\| why\n {2}→ .*\{ reject: false \}$/);
  expect(inspect(failed)).not.toContain("secret");
});
