// The main program of a process that only records a VNC server's screen; see recorder-process.ts.
import { cpuUsage } from "node:process";
import { connectVnc, type VncClient } from "../../../src/rfb/connect.ts";
import { childCpuSeconds } from "./cpu.ts";
import type { RecordCommand, RecordReply } from "./recorder-process.ts";

/** Starts to record; returns a function that ends the video and waits for it. */
export type StartProgram = (
  client: VncClient,
  path: string,
  settings: readonly string[],
) => Promise<() => Promise<unknown>>;

/** Records the screen named by the process's arguments until told to stop. */
export async function recordingProgram(start: StartProgram): Promise<void> {
  const [host = "", port = "", password = "", path = "", ...settings] = process.argv.slice(2);
  const reply = (message: RecordReply): void => void process.send?.(message);
  const before = cpuUsage();
  await using client = await connectVnc({ host, port: Number(port), password });
  const finish = await start(client, path, settings);
  const stopped = Promise.withResolvers<void>();
  process.on("message", (command: RecordCommand) => {
    if (command === "stop") stopped.resolve();
    else client.pointer(...command);
  });
  process.on("disconnect", () => stopped.reject(new Error("the benchmark is gone")));
  reply({ is: "recording" });
  await stopped.promise;
  await finish();
  const { user, system } = cpuUsage(before);
  reply({ is: "finished", cpuSeconds: (user + system) / 1e6 + (await childCpuSeconds()) });
  process.disconnect?.();
}
