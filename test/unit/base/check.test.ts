// Checks of options: what they accept, and what their errors say.
import { expect, test } from "vitest";
import {
  checkBoolean,
  checkNumber,
  checkOneOf,
  checkText,
  describeRange,
  type NumberRange,
} from "../../../src/base/check.ts";
import { OptionError } from "../../../src/base/errors.ts";

function thrownBy(check: () => void): OptionError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof OptionError) return error;
    throw error;
  }
}

test.for<[unknown, NumberRange]>([
  [0, { from: 0, to: 1 }],
  [1, { from: 0, to: 1 }],
  [0.1, { above: 0 }],
  [4, { from: 1, whole: true }],
  [-5, {}],
])("%j is a number in the range %j", ([value, range]) => {
  expect(() => checkNumber("n", value, range)).not.toThrow();
});

test.for<[unknown, NumberRange]>([
  [-0.1, { from: 0, to: 1 }],
  [1.1, { from: 0, to: 1 }],
  [0, { above: 0 }],
  [1.5, { from: 1, whole: true }],
  [2 ** 60, { whole: true }],
  [Number.NaN, {}],
  [Infinity, {}],
  ["1", {}],
  [null, {}],
  [undefined, {}],
])("%j is not a number in the range %j", ([value, range]) => {
  expect(() => checkNumber("n", value, range)).toThrow("option n is out of range");
});

test("the error for a number names the option, the value and the allowed range", () => {
  const allowed = { of: "vm.pause", above: 0, to: 60, unit: "milliseconds", or: "nothing" };
  expect(thrownBy(() => checkNumber("seconds", "2 min", allowed))).toMatchObject({
    code: "OPTION",
    headline: "option seconds of vm.pause is out of range",
    facts: { seconds: "2 min" },
    next: "give a number of milliseconds above 0, at most 60, or nothing",
  });
});

test.for<[NumberRange, string]>([
  [{ from: 1, to: 512, whole: true, unit: "CPUs" }, "a whole number of CPUs from 1 to 512"],
  [{ from: 1, whole: true }, "a whole number, at least 1"],
  [{ above: 0 }, "a number above 0"],
  [{ to: 7 }, "a number, at most 7"],
  [{}, "a number"],
])("describes the range %j", ([range, words]) => {
  expect(describeRange(range)).toBe(words);
});

test("accepts only the allowed values", () => {
  expect(() => checkOneOf("layout", "de", ["us", "de"])).not.toThrow();
  expect(thrownBy(() => checkOneOf("layout", "fr", ["us", "de"], { of: "a VM" }))).toMatchObject({
    headline: "option layout of a VM has an unknown value",
    facts: { layout: "fr" },
    next: "give one of us, de",
  });
  expect(() => checkOneOf("layout", "toString", ["us", "de"])).toThrow(OptionError);
});

test("accepts only true and false", () => {
  expect(() => checkBoolean("warm", false)).not.toThrow();
  expect(() => checkBoolean("warm", 0)).toThrow("option warm is neither true nor false");
});

test("accepts only text of the given form", () => {
  const form = { what: "the name of an image", pattern: /-\d/, example: "debian-12" };
  expect(() => checkText("image", "fedora-42", form)).not.toThrow();
  expect(() => checkText("key", "", { what: "a text" })).not.toThrow();
  expect(() => checkText("key", 12, { what: "a text" })).toThrow("option key is not a text");
  expect(thrownBy(() => checkText("image", "fedora", form))).toMatchObject({
    headline: "option image is not the name of an image",
    next: "give the name of an image, such as debian-12",
  });
});
