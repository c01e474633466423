import { expect, test } from "vitest";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { GuestError } from "../../../../src/guest/errors.ts";
import { windowSystemOf } from "../../../../src/guest/windows/index.ts";
import { windowsExit } from "../../../../src/guest/windows/x11/script.ts";
import { clientExit } from "../../../../src/guest/x11/client.ts";
import { type ScriptedMessage, scriptedAgent } from "../../../support/windows/scripted.ts";

const client = { x: 10, y: 20, width: 300, height: 200 };

function systemOf(environment: Record<string, string>, exitCode?: number) {
  const messages: ScriptedMessage[] = [];
  const x = {
    active: 1,
    windows: [{ id: 1, title: "One", client, frame: 5 }],
    onMessage: (message: ScriptedMessage) => void messages.push(message),
    ...(exitCode !== undefined && { exitCode }),
  };
  return { system: windowSystemOf({ agent: scriptedAgent(x), user: "demo", environment }), messages };
}

const deadline = (): Deadline => Deadline.after(5000, "test");

test.each([
  [{}, /demo has no desktop session/, /vm\.unlock/],
  [{ XDG_SESSION_TYPE: "wayland", WAYLAND_DISPLAY: "wayland-0", DISPLAY: ":0" }, /out of reach/, /X11 session/],
  [{ LANG: "C" }, /out of reach/, /X11 session/],
])("a session without X11 is an error that says so: %o", (environment, headline, next) => {
  const error = thrown(() => systemOf(environment));
  expect(error.headline).toMatch(headline);
  expect(error.next).toMatch(next);
});

test.each([
  [clientExit.noPerl, /perl-base/],
  [clientExit.noServer, /desktop session/],
  [windowsExit.noManager, /window manager/],
  [1, /perl works/],
])("what the guest lacks is named: exit code %i", async (exitCode, next) => {
  const error = await systemOf({ DISPLAY: ":0" }, exitCode)
    .system.list(deadline())
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(GuestError);
  expect((error as GuestError).next).toMatch(next);
});

test("the messages of EWMH, with numbers below 0 as 32 bits", async () => {
  const { system, messages } = systemOf({ DISPLAY: ":0" });
  const [window] = await system.list(deadline());
  if (window === undefined) throw new Error("no window");
  await system.activate(window, deadline());
  await system.setPlace(window, { x: -20, y: 0, width: 400, height: 300 }, deadline());
  await system.maximise(window, deadline());
  await system.minimise(window, deadline());
  await system.close(window, deadline());
  const maximised = ["_NET_WM_STATE_MAXIMIZED_VERT", "_NET_WM_STATE_MAXIMIZED_HORZ"];
  expect(messages).toEqual([
    [1, "_NET_ACTIVE_WINDOW", "2", "0", "0", "0", "0"],
    [1, "_NET_MOVERESIZE_WINDOW", String(10 + 0xf00 + 0x2000), String(2 ** 32 - 15), "5", "390", "290"],
    [1, "_NET_WM_STATE", "1", ...maximised, "2", "0"],
    [1, "WM_CHANGE_STATE", "3", "0", "0", "0", "0"],
    [1, "_NET_CLOSE_WINDOW", "0", "2", "0", "0", "0"],
  ]);
});

function thrown(work: () => unknown): GuestError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(GuestError);
    return error as GuestError;
  }
  throw new Error("nothing was thrown");
}
