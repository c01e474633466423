// Checks the plugin's options when the configuration is loaded.
import { expect, test } from "vitest";
import { checkOptions, type DemotoolOptions } from "../../../src/plugin/options.ts";

test("separates VM options and recipes from the image", () => {
  const recipes = {};
  expect(checkOptions({ image: "debian-12", cpus: 2, recipes })).toEqual({
    image: "debian-12",
    machine: { cpus: 2, recipes },
    failureVideo: 30_000,
  });
});

test("the failure video can be turned off or given another length", () => {
  expect(checkOptions({ failureVideo: false })).toMatchObject({ failureVideo: 0 });
  expect(checkOptions({ failureVideo: 2500 })).toMatchObject({ failureVideo: 2500 });
});

test("a run can be limited", () => {
  expect(checkOptions({ maxVms: 4 })).toMatchObject({ maxVms: 4, machine: {} });
  expect(checkOptions({})).toMatchObject({ maxVms: undefined });
});

test.for([
  [{ imag: "debian-12" }, "demotool() has no option imag"],
  [{ image: "" }, "option image is not the name of an image"],
  [{ image: 12 }, "option image is not the name of an image"],
  [{ cpus: 0 }, "option cpus is out of range"],
  [{ warm: "yes" }, "option warm is neither true nor false"],
  [{ prepare: "apt-get install gimp" }, "option prepare is not a function"],
  [{ prepareKey: 1 }, "option prepareKey is not a text"],
  [{ memory: "4 GiB" }, "option memory is out of range"],
  [{ maxVms: 0 }, "option maxVms is out of range"],
  [{ maxVms: 1.5 }, "option maxVms is out of range"],
  [{ maxVms: "4" }, "option maxVms is out of range"],
  [{ failureVideo: 0 }, "option failureVideo is out of range"],
  [{ failureVideo: 30 }, "option failureVideo is in milliseconds, and 30 is too short"],
  [{ failureVideo: true }, "option failureVideo is out of range"],
  [{ failureVideo: 301_000 }, "option failureVideo is out of range"],
  [{ recipes: { "mine-1": () => {} } }, 'recipes["mine-1"] is not a plain object'],
  [{ recipes: { "mine-1": { package: ["gimp"] } } }, expect.stringContaining('recipes["mine-1"].package is unknown')],
] as const)("rejects %o: %s", ([options, headline]) => {
  expect(() => checkOptions(options as unknown as DemotoolOptions)).toThrow(
    expect.objectContaining({ name: "OptionError", code: "OPTION", headline }),
  );
});
