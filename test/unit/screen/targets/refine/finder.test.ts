import { expect, test } from "vitest";
import type { Frame } from "../../../../../src/base/geometry/frame.ts";
import { Deadline } from "../../../../../src/base/time/deadline.ts";
import type { Finder, Match, Sighting } from "../../../../../src/screen/targets/finder.ts";
import { type Part, refinedFinder, type Step } from "../../../../../src/screen/targets/refine/finder.ts";

const frame: Frame = { width: 100, height: 60, data: new Uint8Array(100 * 60 * 4) };

function place(x: number, y: number, text?: string): Match {
  return { region: { x, y, width: 10, height: 6 }, similarity: 1, text };
}

/** A part whose finder always finds the given places, and notes its frames and its end. */
function part(
  what: string,
  places: readonly Match[],
  finder: Partial<Finder> = {},
): Part & { readonly noted: string[] } {
  const noted: string[] = [];
  return {
    noted,
    finder: {
      what,
      async look(_frame, changed) {
        noted.push(changed ? "changes" : "all");
        return { found: places[0], best: places[0], places };
      },
      [Symbol.dispose]: () => void noted.push("disposed"),
      ...finder,
    },
    explain: () => ({ output: `no ${what}`, next: `open ${what}` }),
  };
}

async function look(base: Part, ...steps: readonly Step[]): Promise<Sighting> {
  using finder = refinedFinder(base, steps);
  return finder.look(frame, undefined, Deadline.after(1000, "look"));
}

const buttons = [place(50, 0, "Delete"), place(50, 20, "Delete"), place(50, 40, "Delete")];
const report = part('the text "report"', [place(0, 20)]);

test("its description reads in the order of the steps", () => {
  const base = part('the text "Name"', []);
  const steps: Step[] = [
    { by: "near", target: report },
    { by: "within", area: { x: 1, y: 2, width: 30, height: 40 } },
    { by: "within", area: part("the reference dialog.png", []) },
    { by: "nth", index: -1 },
    { by: "rightOf", pixels: 80 },
    { by: "leftOf", pixels: 1 },
    { by: "above", pixels: 2 },
    { by: "below", pixels: 3 },
  ];
  expect(refinedFinder(base, steps).what).toBe(
    'the text "Name" → near the text "report" → within 30x40 at 1,2 → within the reference dialog.png → nth(-1) → ' +
      "80 px right of it → 1 px left of it → 2 px above it → 3 px below it",
  );
});

test("steps apply one after the other", async () => {
  const base = part("the button", buttons);
  expect((await look(base, { by: "near", target: report })).found).toBe(buttons[1]);
  const area = { x: 0, y: 15, width: 100, height: 45 };
  const last = await look(base, { by: "within", area }, { by: "nth", index: 1 }, { by: "leftOf", pixels: 5 });
  expect(last.found?.point).toEqual({ x: 45, y: 43 });
  expect(last.places).toHaveLength(1);
  const first = await look(
    base,
    { by: "nth", index: 1 },
    { by: "within", area: { x: 0, y: 30, width: 100, height: 30 } },
  );
  expect(first).toMatchObject({ found: undefined, best: buttons[0] });
});

test("every finder sees every frame, and is disposed of once", async () => {
  const [base, other] = [part("a", []), part("b", buttons)];
  const finder = refinedFinder(base, [{ by: "near", target: other }]);
  await finder.look(frame, undefined, Deadline.after(1000, "look"));
  await finder.look(frame, [], Deadline.after(1000, "look"));
  finder[Symbol.dispose]();
  expect([base.noted, other.noted]).toEqual([
    ["all", "changes", "disposed"],
    ["all", "changes", "disposed"],
  ]);
});

test("a miss of the target itself has its own explanation", async () => {
  const { explain } = await look(part("Name", []), { by: "nth", index: 0 });
  expect(explain?.()).toEqual({ output: "no Name", next: "open Name" });
});

test("explains that the other target is missing", async () => {
  const { explain, found } = await look(part("Name", buttons), { by: "near", target: part("report.txt", []) });
  expect(found).toBeUndefined();
  expect(explain?.()).toEqual({
    facts: { missing: "report.txt" },
    output: "no report.txt",
    next: "the target is there, but report.txt is not: open report.txt",
  });
});

test("without the other target it is not decided whether the target is there; without the target itself it is", async () => {
  const area = part("a dialog", []);
  for (const step of [{ by: "near", target: area } as const, { by: "within", area } as const]) {
    const { undecided, found } = await look(part("Delete", buttons), step);
    expect(found).toBeUndefined();
    expect(undecided?.()).toMatchObject({
      facts: { missing: "a dialog", places: 3 },
      next: expect.stringMatching(
        /^a dialog is not on the screen, so which place is meant is unknown: wait for a dialog/,
      ),
    });
    expect((await look(part("Delete", []), step)).undecided).toBeUndefined();
    expect((await look(part("Delete", buttons), { by: "nth", index: 3 }, step)).undecided).toBeUndefined();
  }
  const elsewhere = { by: "within", area: part("a dialog", [place(0, 0)]) } as const;
  expect((await look(part("Delete", buttons), elsewhere)).undecided).toBeUndefined();
});

test("explains that there are too few places, and lists them", async () => {
  const { explain } = await look(part("Delete", buttons), { by: "nth", index: 3 });
  expect(explain?.()).toEqual({
    facts: { places: 3 },
    output: 'nth(0): 10x6 at 50,0, "Delete"\nnth(1): 10x6 at 50,20, "Delete"\nnth(2): 10x6 at 50,40, "Delete"',
    next: "there is no nth(3): give 0 to 2, or -1 to -3 from the end",
  });
});

test("explains that the places are elsewhere", async () => {
  const { explain } = await look(part("Delete", buttons), { by: "within", area: { x: 0, y: 0, width: 9, height: 9 } });
  expect(explain?.().next).toBe("the target is there, but not within 9x9 at 0,0: look at the saved screenshots");
});

test("sources of changes are joined, and the screen matters if a finder has no source", () => {
  const ended: string[] = [];
  const listeners: (() => void)[] = [];
  const source = (name: string): Partial<Finder> => ({
    onChange(listener) {
      listeners.push(listener);
      return () => void ended.push(name);
    },
  });
  const step = (finder: Partial<Finder>): Step => ({ by: "near", target: part("other", [], finder) });
  const both = refinedFinder(part("window", [], source("a")), [step(source("b"))]);
  expect(both.watchesScreen).toBe(false);
  let changes = 0;
  const end = both.onChange?.(() => changes++);
  for (const listener of listeners) listener();
  end?.();
  expect([changes, ended]).toEqual([2, ["a", "b"]]);
  expect(refinedFinder(part("window", [], source("a")), [step({})]).watchesScreen).toBe(true);
  expect(refinedFinder(part("text", []), [step({})]).onChange).toBeUndefined();
});
