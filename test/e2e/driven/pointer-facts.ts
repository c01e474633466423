// What a desktop does with the pointer: what GTK 3 takes it for, and where a splitter is.
import type { Frame } from "../../../src/base/geometry/frame.ts";
import type { Vm } from "../../../src/vm/vm.ts";

/** `GdkInputSource` of GTK 3, in its order. */
const sources = ["mouse", "pen", "eraser", "cursor", "keyboard", "touchscreen", "touchpad"];

/** Prints the number of the source, and the name, of each device of the display's seat. */
const program = `
from ctypes import CDLL, POINTER, Structure, c_char_p, c_int, c_void_p, cast
gdk = CDLL("libgdk-3.so.0")
def call(name, result, *arguments):
    function = getattr(gdk, name)
    function.restype = result
    return function(*map(c_void_p, arguments))
class List(Structure):
    _fields_ = [("data", c_void_p), ("next", c_void_p), ("previous", c_void_p)]
gdk.gdk_init(None, None)
seat = call("gdk_display_get_default_seat", c_void_p, call("gdk_display_get_default", c_void_p))
every = 15
gdk.gdk_seat_get_slaves.restype = c_void_p
device = gdk.gdk_seat_get_slaves(c_void_p(seat), c_int(every))
while device:
    entry = cast(device, POINTER(List)).contents
    print(call("gdk_device_get_source", c_int, entry.data), call("gdk_device_get_name", c_char_p, entry.data).decode())
    device = entry.next
`;

/** The devices of the desktop session by name, each with what GTK takes it for. */
export async function gtkDevices(vm: Vm): Promise<Readonly<Record<string, string | undefined>>> {
  const { stdout } = await vm.exec("python3", ["-c", program]);
  const lines = stdout.trim().split("\n");
  return Object.fromEntries(
    lines.map((line) => [line.slice(line.indexOf(" ") + 1), sources[Number.parseInt(line, 10)]]),
  );
}

/** The first column in a row of the screen that differs from the empty side pane at the left of it. */
export function splitterAt({ width, data }: Frame, row: number): number {
  const pixel = (x: number): string => data.subarray((row * width + x) * 4, (row * width + x) * 4 + 3).join();
  const inPane = 10;
  const columns = Array.from({ length: width - inPane }, (_, index) => inPane + index);
  return columns.find((x) => pixel(x) !== pixel(inPane)) ?? width;
}
