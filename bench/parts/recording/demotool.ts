// demotool's recorder in a process of its own, so that its time can be told from that of what drives the screen.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Contender } from "./contender.ts";

/** What the process is told: to stop, or where the pointer goes and with which buttons. */
export type RecordCommand = "stop" | [x: number, y: number, buttons: number];

/** What the process says. Its CPU seconds are its own since it began to connect, and those of its children. */
export type RecordReply = { readonly is: "recording" } | { readonly is: "finished"; readonly cpuSeconds: number };

/** demotool with the default quality. */
export const demotool: Contender = {
  name: "demotool",
  start: async ({ host, port, password }, path) => {
    const program = fileURLToPath(new URL("record.ts", import.meta.url));
    const child = fork(program, [host, String(port), password, path]);
    const next = (): Promise<RecordReply> =>
      new Promise((resolve, reject) => {
        const onExit = (code: number | null): void =>
          reject(new Error(`the recording process ended with code ${code}`));
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
