// QEMU LED State pseudo-encoding (rfbproto, "QEMU LED State Pseudo-encoding"): the lights of the guest's keyboard.
import type { Encoding } from "./encoding.ts";

/** Sets the server state's lights. For a client that announces it, QEMU presses no CapsLock or NumLock by itself. */
export const ledState: Encoding = {
  number: -261,
  paints: false,
  create: (state) => async (reader) => {
    await reader.need(1);
    const lights = reader.u8();
    state.lights = { scrollLock: (lights & 1) !== 0, numLock: (lights & 2) !== 0, capsLock: (lights & 4) !== 0 };
  },
};
