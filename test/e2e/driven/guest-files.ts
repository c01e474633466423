// Files in the guest by which a test knows what its programs have got.
import { Deadline } from "../../../src/base/time/deadline.ts";
import { poll } from "../../../src/base/time/poll.ts";
import type { Vm } from "../../../src/vm/vm.ts";

/** Closes Mousepad, whose files are as they were saved: killed, it may ask about them when it starts again. */
export async function closeEditors(vm: Vm): Promise<void> {
  for (const window of await vm.windows.list({ program: "mousepad" })) await window.close();
}

/** A file's content; empty while it does not exist. */
export async function content(vm: Vm, path: string): Promise<string> {
  return (await vm.exec("cat", [path], { reject: false })).stdout;
}

/** Repeats an action until the guest's file has content: a window uses it to show that it has the keyboard focus. */
export async function untilWritten(vm: Vm, path: string, act: () => Promise<void>): Promise<void> {
  await poll(Deadline.after(120_000, `writing to ${path}`), 2000, async () => {
    await act();
    return (await content(vm, path)) === "" ? undefined : true;
  });
}
