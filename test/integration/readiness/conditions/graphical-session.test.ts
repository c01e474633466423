import { expect, onTestFinished, test } from "vitest";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { launch } from "../../../../src/boot/launch.ts";
import { conditionHolds } from "../../../../src/readiness/conditions/graphical-session.ts";
import { captureLog } from "../../../support/captured-log.ts";
import { testOutput, tinyRequest } from "../../../support/guests/launched.ts";
import { tinyLinuxImage } from "../../../support/guests/tiny-guest.ts";

test("asks again after a slow answer or a lost agent", async () => {
  captureLog();
  const request = { name: "demo-ready-slow", backingFile: await tinyLinuxImage() };
  const machine = await launch(tinyRequest(await testOutput(), request));
  onTestFinished(() => machine[Symbol.asyncDispose]());
  const seen: string[] = [];
  const context = { deadline: Deadline.after(150_000, "boot"), saw: (what: string) => void seen.push(what) };

  const slow = "[ -e /run/slow ] || { touch /run/slow; sleep 60; }";
  await conditionHolds(machine.agent, slow, context, 2000);
  expect(seen).toEqual([expect.stringMatching(/took longer than 2 s/)]);

  const deadly = "[ -e /run/dead ] || { touch /run/dead; kill -KILL $(pidof qemu-ga); sleep 60; }";
  await conditionHolds(machine.agent, deadly, context);
  expect(seen.slice(1).join("\n")).toMatch(/agent/i);
});
