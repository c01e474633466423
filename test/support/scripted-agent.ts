// A guest agent whose commands print scripted output.
import { type GuestAgent, guestAgent } from "../../src/guest/agent.ts";

/** A command's output; its exit code is 0. The arguments are the command's own, without the launcher's. */
export type Answer = (words: readonly string[]) => string;

/** An agent that runs nothing; clean-up commands are not passed to the script. */
export function scriptedAgent(answer: Answer): GuestAgent {
  const outputs = new Map<string, string>();
  let count = 0;
  const answers = (name: string, { arg = [], path, handle = 0, "buf-b64": written = "" }: Given): unknown => {
    if (name === "guest-exec") {
      // As in src/guest/command-line.ts: script, name, user, three files; then limit, launcher, directory, command.
      const limit = arg.indexOf("timeout");
      if (limit > 0) outputs.set(arg[5] ?? "", answer(arg.slice(limit + 9)));
      return { pid: ++count };
    }
    if (name === "guest-exec-status") return { exited: true, exitcode: 0 };
    if (name === "guest-file-open") return [...outputs.keys(), path].indexOf(path);
    if (name === "guest-file-write") return { count: Buffer.from(written, "base64").length };
    if (name !== "guest-file-read") return {};
    const text = [...outputs.values()][handle] ?? "";
    return { "buf-b64": Buffer.from(text).toString("base64"), eof: true };
  };
  return guestAgent(async (request) => {
    const { execute, arguments: given } = JSON.parse(request);
    return JSON.stringify({ return: answers(execute, given) });
  });
}

/** The parameters of the agent's commands that are used here. */
interface Given {
  readonly arg?: readonly string[];
  readonly path?: string;
  readonly handle?: number;
  readonly "buf-b64"?: string;
}
