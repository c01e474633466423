import fc from "fast-check";
import { expect, test } from "vitest";
import { guestAgent } from "../../../src/guest/agent.ts";
import { type AgentCommand, answers } from "../../../src/guest/answers.ts";
import { GuestError } from "../../../src/guest/errors.ts";

const commands = Object.keys(answers) as AgentCommand[];

/** The answer to a command, of an agent that returns this JSON. */
async function answerTo(command: AgentCommand, json: string): Promise<unknown> {
  return guestAgent(async () => `{"return":${json}}`).call(command);
}

test.each<[AgentCommand, string, unknown]>([
  ["guest-exec", '{"pid":7}', { pid: 7 }],
  ["guest-exec-status", '{"exited":false}', { exited: false }],
  ["guest-exec-status", '{"exited":true,"exitcode":255}', { exited: true, exitcode: 255 }],
  ["guest-exec-status", '{"exited":true,"signal":9}', { exited: true, signal: 9 }],
  [
    "guest-exec-status",
    '{"exited":true,"exitcode":0,"out-data":"aGk="}',
    { exited: true, exitcode: 0, "out-data": Buffer.from("hi") },
  ],
  ["guest-file-open", "1000", 1000],
  ["guest-file-read", '{"count":2,"buf-b64":"aGk=","eof":true}', { "buf-b64": Buffer.from("hi"), eof: true }],
  ["guest-file-seek", '{"position":5,"eof":false}', { position: 5 }],
  ["guest-file-write", '{"count":5,"eof":false}', { count: 5 }],
  ["guest-get-time", "1764150000123456789", 17641500001234568e2],
  ["guest-get-cpustats", '[{"type":"linux","cpu":0,"user":1,"system":2,"idle":3}]', [{ user: 1, system: 2, idle: 3 }]],
])("%s: %s is an answer", async (command, json, expected) => {
  expect(await answerTo(command, json)).toEqual(expected);
});

test.each<[AgentCommand, string, string]>([
  ["guest-exec", "{}", "its pid is missing"],
  ["guest-exec", "null", "it is null instead of an object"],
  ["guest-exec", "[]", "it is [] instead of an object"],
  ["guest-exec", '{"pid":"7; rm"}', 'its pid is "7; rm"'],
  ["guest-exec", '{"pid":1e301}', "its pid is 1e+301"],
  ["guest-exec", '{"pid":0}', "its pid is 0"],
  ["guest-exec-status", "{}", "its exited is missing"],
  ["guest-exec-status", '{"exited":"yes"}', 'its exited is "yes"'],
  ["guest-exec-status", '{"exited":true}', "it has neither exitcode nor signal"],
  ["guest-exec-status", '{"exited":true,"exitcode":1e9}', "its exitcode is 1000000000"],
  ["guest-exec-status", '{"exited":true,"signal":-1}', "its signal is -1"],
  ["guest-exec-status", '{"exited":true,"exitcode":0,"out-data":7}', "its out-data is not base64"],
  ["guest-file-open", '"5"', 'it is "5"'],
  ["guest-file-open", "1.5", "it is 1.5"],
  ["guest-file-read", '{"eof":true}', "its buf-b64 is not base64"],
  ["guest-file-read", '{"buf-b64":"a!!=","eof":true}', "its buf-b64 is not base64"],
  ["guest-file-read", '{"buf-b64":"=aGk","eof":true}', "its buf-b64 is not base64"],
  ["guest-file-read", '{"buf-b64":"aGk","eof":true}', "its buf-b64 is not base64"],
  ["guest-file-read", '{"buf-b64":"","eof":1}', "its eof is 1"],
  ["guest-file-seek", '{"position":-1}', "its position is -1"],
  ["guest-file-write", '{"count":1e400}', "its count is Infinity"],
  ["guest-get-time", '"now"', 'it is "now"'],
  ["guest-get-time", "1e300", "it is 1e+300"],
  ["guest-get-cpustats", '{"user":1}', 'it is {"user":1} instead of a list'],
  ["guest-get-cpustats", '[{"user":1,"system":1}]', "its idle is missing"],
])("%s: %s is an error that says what is wrong", async (command, json, reason) => {
  await expect(answerTo(command, json)).rejects.toThrow(
    `the guest agent's answer to ${command} is invalid: ${reason}\n`,
  );
});

test("a long value is quoted in part", async () => {
  await expect(answerTo("guest-file-open", `"${"x".repeat(10_000)}"`)).rejects.toMatchObject({
    headline: `the guest agent's answer to guest-file-open is invalid: it is "${"x".repeat(59)}…`,
  });
});

test("whatever the agent sends, the result is an answer or a GuestError", async () => {
  const keys = fc.constantFrom(
    "pid",
    "exited",
    "exitcode",
    "signal",
    "out-data",
    "buf-b64",
    "eof",
    "count",
    "__proto__",
  );
  const value = fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue()));
  const answer = fc.oneof(
    fc.string(),
    value.map((sent) => JSON.stringify({ return: sent })),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...commands), answer, async (command, sent) => {
      const error = await guestAgent(async () => sent)
        .call(command)
        .then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
      if (error !== undefined) expect(error).toBeInstanceOf(GuestError);
    }),
    { numRuns: 500 },
  );
});
