// A process that does nothing but record a VNC server's screen with demotool: started by bench/parts/recording/demotool.ts.
import { cpuUsage } from "node:process";
import { startRecording } from "../../../src/recording/recorder.ts";
import { connectVnc } from "../../../src/rfb/connect.ts";
import { childCpuSeconds } from "./cpu.ts";
import type { RecordCommand, RecordReply } from "./demotool.ts";

const [host = "", port = "", password = "", path = ""] = process.argv.slice(2);
const reply = (message: RecordReply): void => void process.send?.(message);

const before = cpuUsage();
await using client = await connectVnc({ host, port: Number(port), password });
const recording = await startRecording(client, path);
const stopped = Promise.withResolvers<void>();
process.on("message", (command: RecordCommand) => {
  if (command === "stop") stopped.resolve();
  else client.pointer(...command);
});
process.on("disconnect", () => stopped.reject(new Error("the benchmark is gone")));
reply({ is: "recording" });
await stopped.promise;
await recording.finish();
const { user, system } = cpuUsage(before);
reply({ is: "finished", cpuSeconds: (user + system) / 1e6 + (await childCpuSeconds()) });
process.disconnect?.();
