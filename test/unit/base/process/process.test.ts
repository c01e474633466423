import { expect, onTestFinished, test, vi } from "vitest";
import { describeThrown } from "../../../../src/base/errors.ts";
import { ProcessError, run, start } from "../../../../src/base/process/process.ts";
import { sampleProcess } from "../../../../src/base/process/qemu-process.ts";
import { startProgram } from "../programs/start.ts";

const shell = (script: string, ...args: string[]): [string, string[]] => ["sh", ["-c", script, "sh", ...args]];

async function failureOf(promise: Promise<unknown>): Promise<ProcessError> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof ProcessError) return thrown;
  throw new Error(`expected a ProcessError, got ${describeThrown(thrown)}`);
}

test("returns stdout and stderr, separate and combined", async () => {
  const result = await run(...shell("echo out; echo err >&2"), { timeout: 20_000 });
  expect(result.stdout).toBe("out\n");
  expect(result.stderr).toBe("err\n");
  expect(result.all.split("\n").sort()).toEqual(["", "err", "out"]);
});

test("passes arguments unchanged, without a shell", async () => {
  const { stdout } = await run("printf", ["%s|", "a b", "$HOME", "ü;'\"", ""], { timeout: 20_000 });
  expect(stdout).toBe("a b|$HOME|ü;'\"||");
});

test("passes input, environment and folder; the default input is empty", async () => {
  const options = { timeout: 20_000, input: "hello", env: { DEMO_WORD: "word" }, cwd: "/" };
  expect((await run(...shell('cat; echo " $DEMO_WORD $PWD"'), options)).stdout).toBe("hello word /\n");
  expect((await run("cat", [], { timeout: 20_000 })).stdout).toBe("");
});

test("passes lines on as they arrive", async () => {
  const lines: string[] = [];
  await run(...shell("echo one; echo two; printf three"), { timeout: 20_000, onLine: (line) => lines.push(line) });
  expect(lines).toEqual(["one", "two", "three"]);
});

test("a failure names the code, the command and the end of its output", async () => {
  const error = await failureOf(run(...shell("echo reason >&2; exit 3"), { timeout: 20_000, next: "look there" }));
  expect(error).toMatchObject({ code: "PROCESS", command: "sh", exitCode: 3, output: "reason", next: "look there" });
  expect(error.headline).toBe("sh exited with code 3");
  expect(error.facts.command).toContain("sh -c echo reason");
});

test("a failure is reported the same way with a line listener", async () => {
  const error = await failureOf(run(...shell("echo reason; exit 3"), { timeout: 20_000, onLine: () => {} }));
  expect(error.headline).toBe("sh exited with code 3");
});

test("a missing command fails with what to install", async () => {
  const error = await failureOf(run("demotool-no-such-program", [], { timeout: 20_000 }));
  expect(error.headline).toBe("demotool-no-such-program is not installed, or its folder is not on the PATH");
  expect(error.next).toBe("install the package that contains demotool-no-such-program");
  vi.stubEnv("PATH", "/nonexistent");
  onTestFinished(() => void vi.unstubAllEnvs());
  const builder = await failureOf(run("virt-builder", [], { timeout: 20_000 }));
  expect(builder.next).toBe("install the package guestfs-tools");
});

test("a command within limits gets no more memory and processor time", async () => {
  const limits = { memoryMiB: 64, cpuMs: 1000 };
  const { stdout } = await run("sh", ["-c", "ulimit -v; ulimit -t"], { timeout: 20_000, limits });
  expect(stdout.split("\n")).toEqual([String(64 * 1024), "1", ""]);
  const greedy = await failureOf(
    run("dd", ["if=/dev/zero", "of=/dev/null", "bs=500M", "count=1"], { timeout: 20_000, limits }),
  );
  expect(greedy.output).toMatch(/memory/i);
  const busy = await failureOf(run(...shell("while :; do :; done"), { timeout: 20_000, limits }));
  expect(busy.headline).toMatch(/was killed by SIG(XCPU|KILL)/);
});

test("a missing command within limits is missing, and so is the program that sets them", async () => {
  const limits = { memoryMiB: 64, cpuMs: 1000 };
  const error = await failureOf(run("demotool-no-such-program", [], { timeout: 20_000, limits }));
  expect(error).toMatchObject({ missing: true, exitCode: undefined });
  expect(error.headline).toBe("demotool-no-such-program is not installed, or its folder is not on the PATH");
  vi.stubEnv("PATH", "/nonexistent");
  onTestFinished(() => void vi.unstubAllEnvs());
  const limiter = await failureOf(run("sh", [], { timeout: 20_000, limits }));
  expect(limiter).toMatchObject({ missing: true, next: "install the package util-linux" });
});

test("kills a command at its time limit", async () => {
  const error = await failureOf(run("sleep", ["60"], { timeout: 100 }));
  expect(error.headline).toBe("sleep took longer than 100 ms");
  expect(error.exitCode).toBeUndefined();
});

test("a command that was stopped ends with the process that started it", async () => {
  await using program = await startProgram("run-stopped.ts");
  const pid = Number(program.firstLine);
  expect(await sampleProcess(pid)).toBeDefined();
  await expect.poll(async () => (await sampleProcess(pid))?.state ?? "Z", { timeout: 10_000 }).toBe("Z");
});

test("a command killed by a signal reports the signal", async () => {
  expect((await failureOf(run(...shell("kill -9 $$"), { timeout: 20_000 }))).headline).toBe("sh was killed by SIGKILL");
});

test("the caller's signal kills the command and is the reason", async () => {
  const controller = new AbortController();
  const started = Promise.withResolvers<number>();
  const running = run(...shell("echo $$; exec sleep 60"), {
    timeout: 60_000,
    signal: controller.signal,
    onLine: (line) => started.resolve(Number(line)),
  });
  const pid = await started.promise;
  controller.abort(new Error("enough"));
  await expect(running).rejects.toThrow("enough");
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

test("a started program streams its output and ends with its input", async () => {
  const pieces: string[] = [];
  const onOutput = Promise.withResolvers<void>();
  const program = start("cat", [], {
    onOutput: (bytes) => {
      pieces.push(bytes.toString());
      onOutput.resolve();
    },
  });
  await program.started;
  program.input.write("one");
  await onOutput.promise;
  expect(pieces).toEqual(["one"]);
  program.input.write("two");
  await program.finish(20_000);
  await program.ended;
  expect(pieces.join("")).toBe("onetwo");
});

test("reports a started program that fails, hangs or does not exist", async () => {
  const options = { onOutput: () => {} };
  const failing = start(...shell("echo reason >&2; exit 3"), options);
  const error = await failureOf(failing.ended);
  expect(error).toMatchObject({ exitCode: 3, output: "reason", headline: "sh exited with code 3" });
  failing.input.write("too late");
  await expect(failing.finish(20_000)).rejects.toBe(error);

  const hanging = start("sleep", ["600"], options);
  await expect(hanging.finish(100)).rejects.toMatchObject({ code: "TIMEOUT" });
  expect((await failureOf(hanging.ended)).headline).toBe("sleep was killed by SIGKILL");

  const missing = start("demotool-no-such-program", [], options);
  expect(await failureOf(missing.started)).toMatchObject({ missing: true });
});
