// A guest agent whose guest is this machine: runs the scripts of `runScript`, one at a time.
import { execFile } from "node:child_process";
import { type GuestAgent, guestAgent } from "../../src/guest/agent.ts";

/** Makes the agent; `onStart` is told of each program. */
export function localAgent(onStart: () => void = () => {}): GuestAgent {
  let status: object = {};
  return guestAgent(async (request) => {
    const { execute, arguments: given } = JSON.parse(request);
    if (execute === "guest-exec-status") return JSON.stringify({ return: status });
    status = { exited: false };
    execFile("/bin/sh", given.arg, (error, stdout, stderr) => {
      const [out, err] = [stdout, stderr].map((text) => Buffer.from(text).toString("base64"));
      status = { exited: true, exitcode: Number(error?.code ?? 0), "out-data": out, "err-data": err };
    });
    onStart();
    return JSON.stringify({ return: { pid: 1 } });
  });
}
