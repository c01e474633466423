import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { saveSerialLog, serialTail } from "../../../src/machine/serial-log.ts";

let log: string;
beforeEach(async () => {
  const directory = await mkdtemp(join(tmpdir(), "demotool-serial-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  log = join(directory, "serial.log");
});

test("a log is read and saved without escape sequences", async () => {
  await writeFile(log, "\u001b[2J\u001b]0;owned\u0007login:\r\n\u009b31mdone\n");
  expect(await serialTail(log)).toBe("login:\ndone\n");
  await saveSerialLog(log, `${log}.copy`);
  expect(await readFile(`${log}.copy`, "utf8")).toBe("login:\ndone\n");
});

test("of a long log only the end is read, with a note", async () => {
  await writeFile(log, Buffer.concat([Buffer.alloc(5 * 2 ** 20, "flood\n"), Buffer.from("the end")]));
  expect(await serialTail(log)).toMatch(/^… demotool cut the 5177351 bytes before this …\n.{65536}$/s);
  await saveSerialLog(log, `${log}.copy`);
  expect(await readFile(`${log}.copy`, "utf8")).toMatch(/^… demotool cut the 1048583 bytes before this …\n.*the end$/s);
});

test("a log that was begun anew is read with the end of the one before", async () => {
  await writeFile(`${log}.0`, Buffer.concat([Buffer.alloc(70_000, "x"), Buffer.from("one ")]));
  await writeFile(log, "two");
  expect(await serialTail(log)).toMatch(/^… demotool cut the 4471 bytes before this …\nx+one two$/);
  await saveSerialLog(log, `${log}.copy`);
  expect(await readFile(`${log}.copy`, "utf8")).toMatch(/^x{70000}one two$/);
});

test("a log that cannot be read has no tail", async () => {
  expect(await serialTail(log)).toBe("");
});
