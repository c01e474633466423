// A recorder in its own process, to separate its CPU time from that of the code that drives the screen.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Contender, VncServer } from "./contender.ts";

/** A message to the process: stop, or move the pointer with the given buttons. */
export type RecordCommand = "stop" | [x: number, y: number, buttons: number];

/** A message from the process. CPU seconds are its own since it started to connect, and those of its children. */
export type RecordReply = { readonly is: "recording" } | { readonly is: "finished"; readonly cpuSeconds: number };

/**
 * A contender whose program runs in its own process; see recording-program.ts.
 *
 * @param program the program beside this file, which gets host, port, password, path and `settings` as its arguments
 */
export function recorderProcess(name: string, program: string, ...settings: readonly string[]): Contender {
  return {
    name,
    start: async ({ host, port, password }: VncServer, path) => {
      const file = fileURLToPath(new URL(program, import.meta.url));
      const child = fork(file, [host, String(port), password, path, ...settings]);
      const next = (): Promise<RecordReply> =>
        new Promise((resolve, reject) => {
          const onExit = (code: number | null): void => reject(new Error(`the process of ${name} ended with ${code}`));
          child.once("exit", onExit);
          child.once("message", (message: RecordReply) => {
            child.off("exit", onExit);
            resolve(message);
          });
        });
      const tell = (command: RecordCommand): void => void child.send(command);
      await next();
      return {
        movePointer: (x, y, buttons) => tell([x, y, buttons]),
        stop: async () => {
          const finished = next();
          tell("stop");
          const message = await finished;
          return message.is === "finished" ? message.cpuSeconds : Number.NaN;
        },
      };
    },
  };
}
