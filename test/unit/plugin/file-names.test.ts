// Unique names of demo files, from their paths.
import { expect, test } from "vitest";
import { demoName } from "../../../src/demo/names.ts";
import { fileKey } from "../../../src/plugin/context.ts";
import { fileNames } from "../../../src/plugin/file-names.ts";

const file = (project: string, name: string) => ({ project, name, path: `/root/${name}` });

test("a file is named after its path below the root", () => {
  expect(demoName("demos/install-flow.test.ts")).toBe("install-flow");
  expect(demoName("a/login.test.ts")).toBe("a-login");
  expect(demoName("packages/shop/demos/login.test.ts")).toBe("packages-shop-demos-login");
});

test("files with different names keep them", () => {
  expect(fileNames([file("", "a/login.test.ts"), file("", "b/login.test.ts")])).toEqual({});
});

test("the second file with a name gets a number", () => {
  const files = [file("", "a-b.test.ts"), file("", "a/b.test.ts"), file("", "a_b.test.ts")];
  expect(fileNames(files)).toEqual({
    [fileKey("", "/root/a/b.test.ts")]: "a-b-2",
    [fileKey("", "/root/a_b.test.ts")]: "a-b-3",
  });
});

test("the second project's copy of a file gets the project's name as a prefix", () => {
  const files = [file("debian", "demos/a.test.ts"), file("fedora", "demos/a.test.ts")];
  expect(fileNames(files)).toEqual({ [fileKey("fedora", "/root/demos/a.test.ts")]: "fedora-a" });
});
