// The German keyboard: XKB's layout "de" without its dead keys (^, ´ and `).
import type { KeyboardLayout } from "../layout.ts";

/** In the guest: `setxkbmap de`, or the desktop's own settings. */
export const de: KeyboardLayout = {
  name: "de",
  keys: {
    ...{ Backquote: " °", Digit1: "1!¹", Digit2: '2"²', Digit3: "3§³", Digit4: "4$¼", Digit5: "5%½", Digit6: "6&¬" },
    ...{ Digit7: "7/{", Digit8: "8([", Digit9: "9)]", Digit0: "0=}", Minus: "ß?\\", Equal: "  " },
    ...{
      KeyQ: "qQ@",
      KeyW: "wW",
      KeyE: "eE€",
      KeyR: "rR¶",
      KeyT: "tT",
      KeyY: "zZ",
      KeyU: "uU",
      KeyI: "iI",
      KeyO: "oOøØ",
    },
    ...{ KeyP: "pPþÞ", BracketLeft: "üÜ", BracketRight: "+*~", Backslash: "#'" },
    ...{
      KeyA: "aAæÆ",
      KeyS: "sS",
      KeyD: "dDðÐ",
      KeyF: "fF",
      KeyG: "gG",
      KeyH: "hH",
      KeyJ: "jJ",
      KeyK: "kK",
      KeyL: "lL",
    },
    ...{ Semicolon: "öÖ", Quote: "äÄ" },
    ...{ IntlBackslash: "<>|", KeyZ: "yY»", KeyX: "xX«", KeyC: "cC¢", KeyV: "vV", KeyB: "bB", KeyN: "nN", KeyM: "mMµ" },
    ...{ Comma: ",;", Period: ".:", Slash: "-_" },
  },
};
