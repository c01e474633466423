// A kind of target that asks the guest instead of the screen: a window, by its title.

import { OptionError } from "../../../src/base/errors.ts";
import type { Region } from "../../../src/base/geometry/region.ts";
import { markedUp } from "../../../src/screen/mark-up.ts";
import type { AnyTarget } from "../../../src/screen/targets/any-target.ts";
import type { Finder } from "../../../src/screen/targets/finder.ts";
import type { Target } from "../../../src/screen/targets/index.ts";
import type { GuestCommands, TargetKind } from "../../../src/screen/targets/target-kind.ts";

interface WindowTarget extends AnyTarget {
  readonly kind: "window";
  readonly title: string;
}

/** A window of the guest. The cast replaces a line in `Target`. */
export function window(title: string): Target {
  return { kind: "window", title } as AnyTarget as Target;
}

/** Windows: the guest lists them and reports when they open, move or close. */
export const windowKind: TargetKind<WindowTarget> = {
  kind: "window",
  async createFinder({ title }, _options, { guest }) {
    if (title === "") throw new OptionError({ headline: "a window has no empty title", next: "give its title" });
    return windowFinder(title, guest);
  },
  explainMiss({ title }, { seen }) {
    return {
      headline: `the guest opened no window ${title}`,
      facts: { window: title },
      output: `windows: ${seen}`,
      next: "start the program that opens the window",
    };
  },
  explainPresence({ title }) {
    return { headline: `the window ${title} stayed open`, facts: { window: title } };
  },
  async drawMiss(_target, screen, best) {
    return markedUp({
      screen,
      different: [best?.region ?? { x: 0, y: 0, width: screen.width, height: screen.height }],
    });
  },
};

function windowFinder(title: string, guest: GuestCommands): Finder {
  return {
    what: `the window ${title}`,
    async look(_frame, _changed, deadline) {
      const { stdout } = await deadline.race(guest.exec("list-windows"));
      const windows = JSON.parse(stdout) as Record<string, Region>;
      const region = windows[title];
      const match = region && { region, similarity: 1 };
      return { found: match, best: match, seen: Object.keys(windows).join(", ") };
    },
    onChange(listener) {
      let isOver = false;
      const onStdout = (): void => {
        if (isOver) throw new Error("the listener was removed");
        listener();
      };
      guest.exec("watch-windows", [], { onStdout }).catch(() => isOver || listener());
      return () => {
        isOver = true;
      };
    },
  };
}
