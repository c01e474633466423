import { expect, test } from "vitest";
import { isRepeatableAgentCommand, isRepeatableMonitorCommand } from "../../../src/libvirt/repeatable.ts";

test.each([
  ["guest-ping", true],
  ["guest-exec-status", true],
  ["guest-get-time", true],
  ["guest-exec", false],
  ["guest-file-read", false],
  ["guest-file-write", false],
  ["guest-shutdown", false],
])("the agent's command %s may be sent twice: %s", (execute, repeatable) => {
  expect(isRepeatableAgentCommand(JSON.stringify({ execute }))).toBe(repeatable);
});

test.each([
  ["query-status", true],
  ["cont", true],
  ["snapshot-save", false],
  ["migrate-incoming", false],
])("the monitor's command %s may be sent twice: %s", (command, repeatable) => {
  expect(isRepeatableMonitorCommand(command)).toBe(repeatable);
});
