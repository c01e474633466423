import { expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { launch } from "../../../src/boot/launch.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testOutput, tinyRequest } from "../../support/guests/launched.ts";
import { bootSectorImage } from "../../support/guests/tiny-guest.ts";

test("a lost VNC connection is reopened, and none outlives the machine", async () => {
  captureLog();
  const request = tinyRequest(await testOutput(), {
    name: "demo-machine-vnc",
    backingFile: await bootSectorImage(),
    readiness: { guestAgent: false, session: undefined },
  });
  await using machine = await launch(request);
  const first = await machine.vnc();
  expect(await machine.vnc()).toBe(first);
  await first[Symbol.asyncDispose]();
  const second = await machine.vnc();
  await second.refresh(Deadline.after(30_000, "refresh"));
  expect(second.snapshot()).toMatchObject({ width: 720, height: 400 });

  await second[Symbol.asyncDispose]();
  const ended = machine.vnc().then(
    (client) => client.closed,
    () => undefined,
  );
  await machine[Symbol.asyncDispose]();
  expect(await ended).toBeUndefined();
});
