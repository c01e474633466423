// EACCES: from a moment on, a directory cannot be written to, or not be entered.
import { chmod, stat } from "node:fs/promises";
import { join } from "node:path";
import { drawMoment } from "../round/moment.ts";
import type { FaultKind } from "./kind.ts";

const directories = [
  "cache/demotool",
  "cache/demotool/images",
  "cache/demotool/run",
  "cache/demotool/warm",
  "project/demo-videos",
  "run/demotool",
  "tmp",
];

/** The kind. */
export const noAccess: FaultKind = {
  name: "no access",
  draw: (random, profile) => {
    const directory = random.pick(directories);
    const mode = random.pick([0o000, 0o100, 0o500]);
    let earlier: number | undefined;
    return {
      text: `${directory} has mode ${mode.toString(8)}`,
      moment: drawMoment(random, profile),
      strike: async ({ place }) => {
        const path = join(place.directory, directory);
        earlier = (await stat(path)).mode & 0o7777;
        await chmod(path, mode);
        return true;
      },
      repair: async (place) => {
        if (earlier !== undefined) await chmod(join(place.directory, directory), earlier);
      },
    };
  },
};
