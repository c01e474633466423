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

test("rejects a websocket that is neither wanted nor not", () => {
  expect(() => checkVmOptions({ vncWebsocket: "yes" } as never)).toThrow(OptionError);
});

test.each(["uk", "", 1, "toString", "de(", "us\tEnglish"])("rejects %j as a keyboard layout", (keyboardLayout) => {
  expect(() => checkVmOptions({ keyboardLayout } as never)).toThrow(OptionError);
  expect(() => checkVmOptions({ keyboardLayout } as never)).toThrow("names no keyboard layout");
});
