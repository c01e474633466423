// Proves that a kind of target is one file and one list entry, also if it asks the guest instead of the screen.

import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Region } from "../../../../src/base/geometry/region.ts";
import { outputDirectory } from "../../../../src/demo/output-directory.ts";
import { Mouse } from "../../../../src/input/mouse.ts";
import { ScreenError } from "../../../../src/screen/errors.ts";
import { readPng } from "../../../../src/screen/files/png.ts";
import { targetKinds } from "../../../../src/screen/targets/index.ts";
import { refinable } from "../../../../src/screen/targets/refine/refinable.ts";
import type { GuestCommandOptions, GuestCommands } from "../../../../src/screen/targets/target-kind.ts";
import { Screen } from "../../../../src/vm/screen.ts";
import { testDirectory } from "../../../support/domains.ts";
import { rfbGuest } from "../../../support/guests/rfb-guest.ts";
import { window, windowKind } from "../../../support/guests/window-target.ts";
import { FakeScreen } from "../../../support/rfb/fake-screen.ts";

const place: Region = { x: 20, y: 10, width: 30, height: 20 };

/** A guest with scripted windows, which answers the questions of `window-target.ts`. */
class WindowGuest implements GuestCommands {
  /** Number of times the windows were listed. */
  looks = 0;
  /** Delays each answer. */
  pause: () => Promise<unknown> = async () => {};
  #windows: Record<string, Region> = {};
  #report: ((text: string) => unknown) | undefined;
  readonly #broken = Promise.withResolvers<never>();

  async exec(command: string, _args: readonly string[] = [], { onStdout }: GuestCommandOptions = {}) {
    if (command === "list-windows") {
      this.looks++;
      const stdout = JSON.stringify(this.#windows);
      await this.pause();
      return { exitCode: 0, stdout, stderr: "" };
    }
    this.#report = onStdout;
    return this.#broken.promise;
  }

  /** Opens, moves or closes windows, and reports the change. */
  show(windows: Record<string, Region>): void {
    this.#windows = windows;
    this.#report?.("changed\n");
  }

  /** Ends the change report and the list with an error. */
  break(error: Error): void {
    this.pause = () => Promise.reject(error);
    this.#broken.reject(error);
  }
}

interface Stage {
  readonly guest: WindowGuest;
  readonly live: FakeScreen;
  readonly screen: Screen;
}

async function stage(): Promise<Stage> {
  const live = new FakeScreen();
  onTestFinished(() => live.close());
  const guest = new WindowGuest();
  const output = outputDirectory("test", join(await testDirectory(), "videos"));
  const kinds = [...targetKinds, windowKind];
  return { guest, live, screen: new Screen({ connect: async () => live, guest, output, kinds }) };
}

async function looks(guest: WindowGuest, count: number): Promise<void> {
  await vi.waitFor(() => expect(guest.looks).toBe(count), { interval: 1 });
}

async function failure(promise: Promise<unknown>): Promise<ScreenError> {
  const error = await promise.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ScreenError);
  return error as ScreenError;
}

test("find asks the guest once", async () => {
  const { guest, screen } = await stage();
  expect(await screen.find(window("Mail"))).toBeUndefined();
  guest.show({ Mail: place });
  expect((await screen.find(window("Mail")))?.region).toEqual(place);
  expect(guest.looks).toBe(2);
});

test("a wait looks again when the finder's source reports a change, not when the screen changes", async () => {
  const { guest, live, screen } = await stage();
  const waiting = screen.waitFor(window("Mail"));
  await looks(guest, 1);
  live.paint({ ...place, colour: [255, 0, 0] });
  await delay(20);
  expect(guest.looks).toBe(1);
  guest.show({ Mail: place });
  expect((await waiting).region).toEqual(place);
  expect(guest.looks).toBe(2);
});

test("a change reported during a look causes another look", async () => {
  const { guest, screen } = await stage();
  const answer = Promise.withResolvers<void>();
  guest.pause = () => answer.promise;
  const waiting = screen.waitFor(window("Mail"));
  await looks(guest, 1);
  guest.show({ Mail: place });
  answer.resolve();
  await waiting;
  expect(guest.looks).toBe(2);
});

test("the finder's source ends a wait for a target to disappear", async () => {
  const { guest, screen } = await stage();
  guest.show({ Mail: place });
  const waiting = screen.waitForGone(window("Mail"));
  await looks(guest, 1);
  guest.show({});
  await waiting;
});

test("a target that the source reports as moved is not still", async () => {
  const { guest, screen } = await stage();
  guest.show({ Mail: place });
  const waiting = screen.waitForStill(window("Mail"));
  await looks(guest, 1);
  guest.show({ Mail: { ...place, x: 60 } });
  expect((await waiting).region).toEqual({ ...place, x: 60 });
  expect(guest.looks).toBe(2);
});

test("a target whose pixels change is not still, even with a silent source", async () => {
  const { guest, live, screen } = await stage();
  guest.show({ Mail: place });
  const waiting = screen.waitForStill(window("Mail"));
  await looks(guest, 1);
  live.paint({ ...place, colour: [255, 0, 0] });
  await waiting;
  expect(guest.looks).toBe(2);
});

test("the mouse goes to the target's centre", async () => {
  const { guest, screen } = await stage();
  await using server = await rfbGuest();
  guest.show({ Mail: place });
  await new Mouse({ connect: async () => server.client, screen }).move(window("Mail"), { duration: 0 });
  await vi.waitFor(() => expect(server.pointers.at(-1)).toMatchObject({ x: 35, y: 20 }));
});

test("a timeout has the kind's own explanation and drawing", async () => {
  const { guest, screen } = await stage();
  guest.show({ Files: place });
  const { headline, facts, output, next, files } = await failure(screen.waitFor(window("Mail"), { timeout: 150 }));
  expect(headline).toBe("the guest opened no window Mail");
  expect(facts).toMatchObject({ lookedFor: "the window Mail", window: "Mail", looks: 1 });
  expect(output).toBe("windows: Files");
  expect(next).toBe("start the program that opens the window");
  expect(files).toHaveLength(2);
  // The screen of 100x60 beside an empty part, with gaps of 8 pixels.
  expect(await readPng(files[1] ?? "")).toMatchObject({ width: 100 + 3 * 8, height: 60 + 2 * 8 });
});

test("a timeout of a disappearance has the kind's own explanation", async () => {
  const { guest, screen } = await stage();
  guest.show({ Mail: place });
  const { headline, facts } = await failure(screen.waitForGone(window("Mail"), { timeout: 150 }));
  expect(headline).toBe("the window Mail stayed open");
  expect(facts).toMatchObject({ window: "Mail" });
});

test("a failing source ends the wait with the error of the next look", async () => {
  const { guest, screen } = await stage();
  const waiting = screen.waitFor(window("Mail"));
  await looks(guest, 1);
  guest.break(new Error("the guest agent is gone"));
  await expect(waiting).rejects.toThrow("the guest agent is gone");
});

test("a screen without the kind rejects its targets", async () => {
  const { guest, live } = await stage();
  const output = outputDirectory("test", await testDirectory());
  const screen = new Screen({ connect: async () => live, guest, output });
  await expect(screen.find(window("Mail"))).rejects.toMatchObject({ code: "OPTION" });
});

test("targets that ask the guest can be refined, also by each other", async () => {
  const { guest, screen } = await stage();
  guest.show({ Mail: place, Files: { ...place, x: 60 } });
  const mail = refinable(window("Mail"));
  expect((await screen.find(mail.nth(0).rightOf(5)))?.point).toEqual({ x: 54, y: 20 });
  expect((await screen.find(mail.within({ x: 0, y: 0, width: 40, height: 40 })))?.region).toEqual(place);
  const waiting = screen.waitFor(mail.near(window("Notes")));
  await looks(guest, 4);
  guest.show({ Mail: place, Notes: { ...place, y: 30 } });
  expect((await waiting).region).toEqual(place);
  const { headline, facts, next } = await failure(screen.waitFor(mail.near(window("News")), { timeout: 150 }));
  expect(headline).toMatch(/^the screen did not show the window Mail → near the window News within/);
  expect(facts).toMatchObject({ missing: "the window News", window: "News" });
  expect(next).toBe("the target is there, but the window News is not: start the program that opens the window");
});
