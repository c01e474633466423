// A guest whose agent lies, over libvirt and the VM's real channel: each lie is an error of demotool's own.
import { afterAll, beforeAll, expect, test } from "vitest";
import { DemotoolError } from "../../../src/base/errors.ts";
import { launch } from "../../../src/boot/launch.ts";
import { createDemo } from "../../../src/demo/demo.ts";
import { Vm } from "../../../src/vm/vm.ts";
import { tinyRequest } from "../../support/guests/launched.ts";
import { type Lie, lyingGuest } from "../../support/guests/lying-agent.ts";
import { tinyLinuxImage } from "../../support/guests/tiny-guest.ts";

let vm: Vm;
beforeAll(async () => {
  const output = createDemo("lying-agent");
  const backingFile = await tinyLinuxImage(lyingGuest);
  vm = new Vm(await launch(tinyRequest(output, { name: "demo-guest-lies", backingFile })), output);
});
afterAll(() => vm?.[Symbol.asyncDispose]());

async function told(lie: Lie, timeout = 30_000): Promise<DemotoolError> {
  const error = await vm.exec(lie, [], { user: "root", timeout }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DemotoolError);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(String(error)).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f]/);
  return error as DemotoolError;
}

test.for<[Lie, string]>([
  ["lie-pid", 'answer to guest-exec is invalid: its pid is "7; rm -rf /"'],
  ["lie-huge-pid", "answer to guest-exec is invalid: its pid is"],
  ["lie-nothing", "answer to guest-exec is invalid: its pid is missing"],
  ["lie-status", 'answer to guest-exec-status is invalid: its exited is "yes"'],
  ["lie-exitcode", "answer to guest-exec-status is invalid: its exitcode is 123456789"],
  ["lie-handle", 'answer to guest-file-open is invalid: it is "/etc/shadow"'],
  ["lie-base64", "answer to guest-file-read is invalid: its buf-b64 is not base64"],
  ["lie-piece", "answer to guest-file-read is invalid: its buf-b64 is not base64"],
])("%s is a GuestError that says what is wrong", async ([lie, headline]) => {
  const error = await told(lie);
  expect(error.code).toBe("GUEST");
  expect(error.headline).toContain(headline);
});

test("an error of the agent is shown without its escape sequences", async () => {
  const { message } = await told("lie-escapes");
  expect(message).toContain("no such file");
  expect(message).not.toContain("owned");
});

test("bytes that are not UTF-8 become replacement characters", async () => {
  expect((await vm.exec("lie-utf8", [], { user: "root" })).stdout).toBe("ab\ufffda");
});

test("an agent that falls silent while the output is read ends the command by its limit", async () => {
  const start = performance.now();
  const error = await told("lie-silent", 1000);
  expect(error).toMatchObject({ code: "TIMEOUT", headline: "lie-silent in the guest took longer than 1 s" });
  expect(performance.now() - start).toBeLessThan(25_000);
});
