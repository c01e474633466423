// A guest agent whose commands print what a test says.
import { type GuestAgent, guestAgent } from "../../src/guest/agent.ts";

/** What a command prints; its exit code is 0. The words are those of the command itself, without what starts it. */
export type Answer = (words: readonly string[]) => string;

/** An agent that runs nothing; commands that only clear away are not asked about. */
export function scriptedAgent(answer: Answer): GuestAgent {
  const outputs = new Map<string, string>();
  let count = 0;
  const answers = (name: string, { arg = [], path, handle = 0 }: Given): unknown => {
    if (name === "guest-exec") {
      // As src/guest/command-line.ts has it: script, name, user, three files; then limit, launcher, directory, command.
      const limit = arg.indexOf("timeout");
      if (limit > 0) outputs.set(arg[5] ?? "", answer(arg.slice(limit + 9)));
      return { pid: ++count };
    }
    if (name === "guest-exec-status") return { exited: true, exitcode: 0 };
    if (name === "guest-file-open") return [...outputs.keys()].indexOf(path ?? "");
    if (name !== "guest-file-read") return {};
    const text = [...outputs.values()][handle] ?? "";
    return { "buf-b64": Buffer.from(text).toString("base64"), eof: true };
  };
  return guestAgent(async (request) => {
    const { execute, arguments: given } = JSON.parse(request);
    return JSON.stringify({ return: answers(execute, given) });
  });
}

/** Parameters of the agent's commands that matter here. */
interface Given {
  readonly arg?: readonly string[];
  readonly path?: string;
  readonly handle?: number;
}
