// The types of `demotool/fixtures` as a demo file uses them. Compiled, never run.
import { text as place, image as reference, type Vm } from "demotool";
import { describe, expect, type ScreenMatchers, test } from "demotool/fixtures";
import { assert, type Equal } from "./equal.ts";

test.override("image", "fedora-42");
test.override("vmOptions", {
  cpus: 1,
  warm: false,
  prepare: async (vm) => void (await vm.exec("true")),
  prepareKey: "1",
});

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

test("what the screen shows", async ({ vm, expect: own }) => {
  const region = { x: 0, y: 0, width: 100, height: 100 };
  await expect(vm).toShowText("Done", { timeout: 60_000, region, language: "eng" });
  await expect(vm).not.toShowText(/error/i);
  await expect(vm).toShowText(place("Done").nth(1).leftOf(20));
  await expect(vm).toShowImage("menu.png", { similarity: 0.9 });
  await own(vm).toShowImage(reference("menu.png"));
  await expect(vm).toMatchScreen("desktop", { ignore: [region], timeout: 10_000, quiet: 3000, busyTimeout: 0 });
  await expect.soft(vm).not.toMatchScreen("desktop");
  assert<Equal<ReturnType<ScreenMatchers["toShowText"]>, Promise<void>>>();
  const waiting = expect(vm).toShowText("Done");
  assert<Equal<typeof waiting, Promise<void>>>();
  // @ts-expect-error a reference has a name
  await expect(vm).toMatchScreen();
  // @ts-expect-error there is no such option
  await expect(vm).toShowImage("menu.png", { retries: 2 });
});
