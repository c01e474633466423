import { expect, test } from "vitest";
import { failureFile } from "../../../src/vm/failure-artifacts.ts";

test.each([
  "failure.png",
  "failure-2.mp4",
  "failure-serial-2.log",
  "boot-failure.png",
  "not-as-expected.png",
  "not-as-expected-12.png",
  "not-as-expected-comparison.png",
  "not-as-expected-12-comparison.png",
])("%s is a failure artifact, which the next run removes", (name) => {
  expect(name).toMatch(failureFile);
});

test.each([
  "launch.mp4",
  "my-failure.png",
  "failure.png.txt",
  "not-as-expected.mp4",
  "not-as-expected-at-all.png",
  "was-not-as-expected.png",
  "not-as-expected-.png",
])("%s belongs to the test", (name) => {
  expect(name).not.toMatch(failureFile);
});
