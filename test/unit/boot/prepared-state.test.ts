import { expect, test, vi } from "vitest";
import type { LaunchRequest } from "../../../src/boot/launch-request.ts";
import type { PreparedHost } from "../../../src/boot/prepare-host.ts";
import { preparedState } from "../../../src/boot/prepared-state.ts";
import { firstToStart, type Start } from "../../../src/boot/start.ts";
import { saveVmState } from "../../../src/boot/warm/save-vm-state.ts";
import type { SavedStates } from "../../../src/boot/warm/saved-states.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import { someFacts as facts } from "./warm/facts.ts";

vi.mock(import("../../../src/boot/warm/save-vm-state.ts"), () => ({ saveVmState: vi.fn<typeof saveVmState>() }));

const save = vi.mocked(saveVmState);
const host = { request: { name: "demo-x" }, resources: { held: [] } } as unknown as PreparedHost;

/** Starts a VM that is to be prepared, and whose guest can be set to a layout or not; what happened, in its order. */
async function prepared(isSet: boolean): Promise<string[]> {
  const events: string[] = [];
  save.mockReset().mockImplementation(async () => void events.push("save"));
  const layout = {
    ensure: async (wanted: string | undefined) => {
      events.push(`set ${wanted}`);
      return isSet;
    },
  };
  const boot: Start = { name: "boot", attempt: async () => ({ layout }) as unknown as Machine };
  const store = {
    find: async () => undefined,
    lock: async () => ({ release: async () => void events.push("release") }),
  };
  const prepare = { digest: "d", run: async () => void events.push("prepare") };
  const request = { options: { keyboardLayout: "de" }, imageLayout: "us" } as unknown as LaunchRequest;
  const states = { store, facts } as unknown as SavedStates;
  await firstToStart(host, [preparedState(prepare, request, states), boot]);
  return events;
}

test("the VM is set to its layout, prepared, and its state kept", async () => {
  expect(await prepared(true)).toEqual(["set de", "prepare", "save", "release"]);
});

test("the state of a VM that could not be set to its layout is not kept", async () => {
  expect(await prepared(false)).toEqual(["set de", "prepare", "release"]);
});
