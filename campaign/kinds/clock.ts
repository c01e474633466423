// The wall clock of a run jumps, as libfaketime shows it to Vitest and its children; the machine's clock stays.
import { existsSync, writeFileSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { drawMoment } from "../round/moment.ts";
import type { Place } from "../round/place.ts";
import type { FaultKind } from "./kind.ts";

const libraries = [
  "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
  "/usr/lib64/faketime/libfaketimeMT.so.1",
  "/usr/lib/faketime/libfaketimeMT.so.1",
];

const clockOf = ({ directory }: Place): string => join(directory, "clock");

/** The kind. */
export const clockJump: FaultKind = {
  name: "clock jumps",
  unavailable: () => (library() === undefined ? "libfaketime is not installed" : undefined),
  draw: (random, profile) => {
    const jump = random.pick(["-3d", "-2h", "-90", "-5", "+5", "+90", "+2h", "+40d"]);
    return {
      text: `the clock jumps by ${jump}`,
      moment: drawMoment(random, profile),
      prepare: async (place) => {
        writeFileSync(clockOf(place), "+0\n");
        await chmod(clockOf(place), 0o644);
        return {
          env: {
            LD_PRELOAD: library() ?? "",
            FAKETIME_TIMESTAMP_FILE: clockOf(place),
            FAKETIME_NO_CACHE: "1",
            FAKETIME_DONT_FAKE_MONOTONIC: "1",
          },
        };
      },
      strike: async ({ place }) => {
        writeFileSync(clockOf(place), `${jump}\n`);
        return true;
      },
    };
  },
};

function library(): string | undefined {
  return libraries.find((path) => existsSync(path));
}
