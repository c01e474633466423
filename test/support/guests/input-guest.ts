// A tiny Linux that records the input of its keyboard and tablet, with the times at which its kernel took each event.
import { setTimeout as delay } from "node:timers/promises";
import type { Vm } from "../../../src/vm/vm.ts";
import { cursorInterpreter, cursorProgram } from "./cursor-program.ts";
import { tinyLinuxImage } from "./tiny-guest.ts";

const typedFile = "/tmp/typed";
const tabletFile = "/tmp/tablet";
const keyboardFile = "/tmp/keyboard";

/** The image of a guest that writes its console's input to a file, and the events of its tablet and keyboard to others. */
export async function inputGuestImage(): Promise<string> {
  return tinyLinuxImage({
    modules: ["virtio_input", "xhci-pci", "usbhid", "hid-generic"],
    programs: [cursorInterpreter],
    files: { "/bin/show-cursor": cursorProgram },
    startup: `
(stty -icanon -echo -isig -ixon; exec cat >>${typedFile} 2>/dev/null) </dev/tty1 &
record() {
  until device=$(grep -l "$1" /sys/class/input/event*/device/name); do usleep 20000; done
  device=\${device%/device/name}
  cat /dev/input/\${device##*/} >>"$2" &
}
record Tablet ${tabletFile}
record 'Virtio Keyboard' ${keyboardFile}
`,
  });
}

/** An event of Linux's input layer (`struct input_event` in linux/input.h). */
export interface InputEvent {
  /** Microseconds of the guest's clock at which the kernel took it. */
  readonly time: number;
  readonly type: number;
  readonly code: number;
  readonly value: number;
}

const eventLength = 24;

/** Clears the recorded input. */
export async function forgetInput(vm: Vm): Promise<void> {
  await vm.exec("sh", ["-c", `: >${typedFile}; : >${tabletFile}; : >${keyboardFile}`], { user: "root" });
}

/** The typed text, once it has `length` characters or after a second without more. */
export async function typedText(vm: Vm, length: number): Promise<string> {
  const read = async (): Promise<string> => (await vm.exec("cat", [typedFile], { user: "root" })).stdout;
  let seen = await read();
  for (let before = -1; seen.length < length && before !== seen.length; ) {
    before = seen.length;
    await delay(1000);
    seen = await read();
  }
  return seen;
}

/** The tablet's events since {@link forgetInput}, in order. */
export function tabletEvents(vm: Vm): Promise<InputEvent[]> {
  return eventsIn(vm, tabletFile);
}

/** The keyboard's events since {@link forgetInput}, in order. */
export function keyboardEvents(vm: Vm): Promise<InputEvent[]> {
  return eventsIn(vm, keyboardFile);
}

async function eventsIn(vm: Vm, file: string): Promise<InputEvent[]> {
  const { stdout } = await vm.exec("base64", [file], { user: "root" });
  const bytes = Buffer.from(stdout, "base64");
  return Array.from({ length: Math.floor(bytes.length / eventLength) }, (_, index) => {
    const event = bytes.subarray(index * eventLength, (index + 1) * eventLength);
    return {
      time: Number(event.readBigInt64LE(0)) * 1_000_000 + Number(event.readBigInt64LE(8)),
      type: event.readUInt16LE(16),
      code: event.readUInt16LE(18),
      value: event.readInt32LE(20),
    };
  });
}

/** Sets the cursor of cursor-program.ts on the guest's screen. */
export async function showCursor(vm: Vm): Promise<void> {
  const script =
    "LC_ALL=C show-cursor >/tmp/shown 2>&1 & until [ -s /tmp/shown ]; do usleep 20000; done; cat /tmp/shown";
  const { stdout } = await vm.exec("sh", ["-c", script], { user: "root" });
  if (stdout !== "shown\n") throw new Error(`no cursor: ${stdout}`);
}
