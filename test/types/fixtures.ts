// The types of `demotool/fixtures` as a demo file uses them. Compiled, never run.
import type { Vm } from "demotool";
import { describe, expect, test } from "demotool/fixtures";
import { assert, type Equal } from "./equal.ts";

test.override("image", "fedora-42");

test("install flow", async ({ vm, demo, image, expect: own }) => {
  assert<Equal<typeof vm, Vm>>();
  assert<Equal<typeof image, string>>();
  assert<Equal<typeof demo.directory, string>>();
  assert<Equal<ReturnType<typeof demo.path>, string>>();
  own((await vm.exec("true")).exitCode).toBe(0);
});

// @ts-expect-error there is no such fixture
test("typing error", async ({ machine }) => machine);

const extended = test.extend("title", async ({ vm }) => vm.name);

describe("suite", () => {
  test.beforeEach(async ({ demo }) => assert<Equal<typeof demo.name, string>>());
  test.afterEach(async ({ vm }) => assert<Equal<typeof vm, Vm>>());

  extended("has both", async ({ title, vm }) => {
    assert<Equal<typeof title, string>>();
    expect(title).toBe(vm.name);
  });

  test.for(["a", "b"])("case %s", async (word, { vm }) => {
    assert<Equal<typeof word, string>>();
    await vm.screenshot(word);
  });

  test.skip("later", async ({ vm }) => {
    // @ts-expect-error a screenshot has a name, not a number
    await vm.screenshot(1);
  });
});
