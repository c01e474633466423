// The guest's agent turns hostile during a run: its answers are endless, of the wrong type, or missing.
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { giveTo } from "../support/account.ts";
import { replaceDemo } from "../support/demo-file.ts";
import type { FaultKind } from "./kind.ts";

/** Shell lines that answer each request but the greeting, whose number is in `$id`, into descriptor 3. */
const answers = {
  number: `echo '{"return": 5}' >&3`,
  null: `echo '{"return": null}' >&3`,
  "wrong types": `echo '{"return": {"pid": "x", "exited": 3, "exitcode": [], "out-data": {}, "handle": "y"}}' >&3`,
  "huge numbers": `echo '{"return": {"pid": 1e301, "exited": true, "exitcode": 1e301, "count": 1e301, "size": 1e301}}' >&3`,
  "not base64": `echo '{"return": {"pid": 1, "exited": true, "exitcode": 0, "out-data": "%%%", "err-data": "="}}' >&3`,
  escapes: String.raw`echo '{"error": {"class": "\u001b]0;owned\u0007", "desc": "\u001b[2Jowned"}}' >&3`,
  "never ends": `echo '{"return": {"pid": 1, "exited": false}}' >&3`,
  silence: "true",
  "no JSON": `dd if=/dev/urandom bs=4096 count=64 >&3 2>/dev/null`,
  flood: `while :; do echo '{"return": {"pid": 1, "exited": false}}'; done >&3`,
  "long line": `{ printf '{"return": "'; dd if=/dev/zero bs=65536 count=64 2>/dev/null | tr '\\0' x; echo '"}'; } >&3`,
  "greets wrongly": "true",
} as const;

/** The kind. */
export const hostileAgent: FaultKind = {
  name: "hostile agent",
  draw: (random) => {
    const name = random.pick(Object.keys(answers) as (keyof typeof answers)[]);
    const call = random.pick(Object.keys(calls) as (keyof typeof calls)[]);
    return {
      text: `the agent's answers to ${call}: ${name}`,
      prepare: async (place) => {
        const path = join(place.project, "agent.sh");
        await writeFile(path, program(answers[name], name === "greets wrongly"));
        await giveTo(place.lab.account, path);
        await replaceDemo(place, demo(calls[call]));
        return { env: { CAMPAIGN_TEST_TIMEOUT: "60000" } };
      },
      strike: async () => true,
      repair: (place) => rm(join(place.project, "agent.sh")),
      judge: async ({ exitCode, output }) => [
        ...(exitCode === 0 ? [] : [`hostile: ${/Error: .*/.exec(output)?.[0] ?? "the demo failed"}`]),
        ...(output.includes("\u001b]0;") || output.includes("\u001b[2J")
          ? ["hostile: a terminal escape of the guest came through"]
          : []),
      ],
    };
  },
};

const calls = {
  exec: `vm.exec("echo", ["hello"], { timeout: 2000 })`,
  copyOut: `vm.copyOut("/etc/hostname", demo.directory + "/x", { timeout: 2000 })`,
  copyIn: `vm.copyIn("package.json", "/tmp/y", { timeout: 2000 })`,
  snapshot: `vm.snapshot("x", { timeout: 4000 })`,
};

function program(answer: string, wrong: boolean): string {
  return `#!/bin/sh
port=$(grep -ls org.qemu.guest_agent.0 /sys/class/virtio-ports/*/name)
port=\${port%/name}
exec 3<>/dev/\${port##*/}
# Until libvirt has connected to the channel, the kernel answers a read with the end of the file.
while :; do
  read -r line <&3 || { usleep 20000; continue; }
  id=$(echo "$line" | sed -n 's/.*"id": *\\([0-9]*\\).*/\\1/p')
  case "$line" in
    *guest-sync*) echo '{"return": ${wrong ? "1" : `'"$id"'`}}' >&3 ;;
    *) ${answer} ;;
  esac
done
`;
}

/** Each call must end in time (20 s after its limit, as promised), with a result or an error of demotool. */
const demo = (call: string): string => `
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "demotool/fixtures";
test("one", async ({ vm, demo }) => {
  await vm.exec("true");
  await vm.copyIn("agent.sh", "/etc/agent", { user: "root" });
  await vm.exec("sh", ["-c", "chmod 755 /etc/agent; (usleep 300000; killall qemu-ga) >/dev/null 2>&1 &"], { user: "root" });
  await delay(800);
  const before = performance.now();
  const error = await Promise.resolve(${call}).then(() => undefined, (thrown) => thrown);
  expect(performance.now() - before).toBeLessThan(25_000);
  if (error !== undefined) expect(error).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/) });
  expect(process.memoryUsage().rss).toBeLessThan(1e9);
});
`;
