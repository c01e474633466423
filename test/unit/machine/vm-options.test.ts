import { expect, test } from "vitest";
import { OptionError } from "../../../src/base/errors.ts";
import { checkVmOptions } from "../../../src/machine/vm-options.ts";

test("accepts valid options and drops undefined ones", () => {
  const options = {
    cpus: 2,
    memory: 4096,
    resolution: { width: 1920, height: 1080 },
    bootTimeout: 1000,
    readyDelay: 0,
    keyboardLayout: "de" as const,
    vncWebsocket: true,
    stable: { quiet: 3000, busyTimeout: 0, ignore: [{ x: 1800, y: 0, width: 120, height: 30 }] },
  };
  expect(checkVmOptions(options)).toEqual(options);
  expect(checkVmOptions({ cpus: undefined } as never)).toEqual({});
});

test.each([{ bootTimeout: 120 }, { bootTimeout: 0.5 }, { readyDelay: 10 }])("%j can only be seconds", (options) => {
  expect(() => checkVmOptions(options)).toThrow("is in milliseconds");
});

test.each([
  [{ cpus: 0 }, "cpus"],
  [{ cpus: 1.5 }, "cpus"],
  [{ memory: -1 }, "memory"],
  [{ memory: Number.NaN }, "memory"],
  [{ bootTimeout: 0 }, "bootTimeout"],
  [{ bootTimeout: "60" as never }, "bootTimeout"],
  [{ readyDelay: Number.POSITIVE_INFINITY }, "readyDelay"],
  [{ resolution: { width: 1280, height: 0 } }, "resolution.height"],
  [{ resolution: {} as never }, "resolution.width"],
])("rejects %j by name", (options, name) => {
  expect(() => checkVmOptions(options)).toThrow(OptionError);
  expect(() => checkVmOptions(options)).toThrow(`option ${name} is out of range`);
});

test.each([
  [{ quiet: 2 }, "option quiet of stable is in milliseconds"],
  [3000, "option stable is unknown"],
  [{ quite: 3000 }, "option stable is unknown"],
  [{ quiet: 0 }, "option quiet of stable is out of range"],
  [{ busyTimeout: 10 }, "option busyTimeout of stable is in milliseconds"],
  [{ ignore: "clock" }, "option ignore of stable is not a list"],
  [{ ignore: [undefined] }, "a region to ignore does not lie within 1280x800 pixels"],
  [{ ignore: [{ x: 1800, y: 0, width: 120, height: 30 }] }, "a region to ignore does not lie within 1280x800 pixels"],
])("rejects a stable screen of %j", (stable, message) => {
  expect(() => checkVmOptions({ stable } as never)).toThrow(message);
  expect(() => checkVmOptions({ stable } as never)).toThrow(OptionError);
});

test("rejects a websocket that is neither wanted nor not", () => {
  expect(() => checkVmOptions({ vncWebsocket: "yes" } as never)).toThrow(OptionError);
});

test.each(["fr", "", 1, "toString"])("rejects %j as a keyboard layout", (keyboardLayout) => {
  expect(() => checkVmOptions({ keyboardLayout } as never)).toThrow(OptionError);
  expect(() => checkVmOptions({ keyboardLayout } as never)).toThrow("give one of us, de");
});
