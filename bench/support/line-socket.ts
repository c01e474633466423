// A UNIX socket that takes lines of JSON and answers with lines, like QEMU's monitor and guest agent.
import { createConnection, type Socket } from "node:net";
import { createInterface } from "node:readline";
import type { Deadline } from "../../src/base/time/deadline.ts";
import { poll } from "../../src/base/time/poll.ts";

/** Sends a line and resolves with its answer. */
export type Ask = (request: string) => Promise<string>;

/**
 * Connects as soon as the socket exists.
 *
 * @param isAnswer tells answers from events; default: all lines are answers
 */
export async function lineSocket(
  path: string,
  deadline: Deadline,
  isAnswer: (line: string) => boolean = () => true,
): Promise<Ask> {
  const socket = await poll(deadline, 10, () => tryConnect(path));
  const waiting: ((line: string) => void)[] = [];
  createInterface({ input: socket }).on("line", (line) => {
    if (isAnswer(line)) waiting.shift()?.(line);
  });
  return (request) =>
    new Promise((resolve) => {
      waiting.push(resolve);
      socket.write(`${request}\n`);
    });
}

function tryConnect(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection({ path });
    // QEMU resets the connection when it is killed.
    socket.on("error", () => resolve(undefined));
    socket.once("connect", () => resolve(socket));
  });
}
