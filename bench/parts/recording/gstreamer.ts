// The peer: GStreamer's VNC source into x264, run with `gst-launch-1.0`.
import { existsSync, rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { poll } from "../../../src/base/time/poll.ts";
import type { Contender, VncServer } from "./contender.ts";
import { childCpuSeconds } from "./cpu.ts";
import { gstreamerEncoder } from "./settings.ts";

/** GStreamer with the encoder's settings of demotool's own videos. */
export const gstreamer: Contender = {
  name: "GStreamer",
  start: async (server, path, seconds) => {
    rmSync(path, { force: true });
    const before = await childCpuSeconds();
    const gst = execa("gst-launch-1.0", pipeline(server, path, seconds), { reject: false, all: true });
    const ended = gst.then(({ failed, all }) => {
      if (failed) throw new Error(`GStreamer failed: ${all}`);
      return true;
    });
    // `stop` reports the failure.
    ended.catch(() => {});
    const started = Promise.race([
      poll(Deadline.after(20_000, "GStreamer's start"), 50, async () => existsSync(path) || undefined),
      ended,
    ]);
    await started.catch((error: unknown) => {
      gst.kill("SIGKILL");
      throw error;
    });
    return {
      movePointer: undefined,
      stop: async (wake) => {
        const deadline = Deadline.after(30_000, "GStreamer's end");
        try {
          await poll(deadline, 0, async () => {
            await wake();
            return Promise.race([ended, delay(500)]);
          });
        } finally {
          gst.kill("SIGKILL");
        }
        return (await childCpuSeconds()) - before;
      },
    };
  },
};

/**
 * Converts before the rate is made constant, which costs least: a repeated frame is converted once. An interrupt would
 * leave some files without an end, so the length is given; the video ends with the first update after that.
 */
function pipeline(server: VncServer, path: string, seconds: number): string[] {
  const { host, port, password } = server;
  const elements = [
    ["rfbsrc", `host=${host}`, `port=${port}`, `password=${password}`, "shared=true", "do-timestamp=true"],
    ["videoconvert"],
    ["video/x-raw,format=I420"],
    ["videorate"],
    ["video/x-raw,framerate=30/1"],
    ["identity", `eos-after=${Math.round(seconds * 30)}`],
    gstreamerEncoder,
    ["mp4mux", "faststart=true"],
    ["filesink", `location=${path}`],
  ];
  return ["-q", ...elements.flatMap((element, index) => (index === 0 ? element : ["!", ...element]))];
}
