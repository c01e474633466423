// Enforces that times are milliseconds, and lists every conversion to or from seconds with its reason.
import { expect, test } from "vitest";
import { filesBelow, sourceOf } from "./support/source.ts";

const conversions: Readonly<Record<string, string>> = {
  "src/base/environment.ts": "DEMOTOOL_BOOT_TIMEOUT is specified in seconds",
  "src/base/process/limits.ts": "prlimit(1) takes seconds",
  "src/base/time/check-duration.ts": "tells a caller who gave seconds what to give instead",
  "src/boot/launch.ts": "a log line",
  "src/boot/prepare-host.ts": "a log line",
  "src/boot/warm/save-vm-state.ts": "a log line",
  "src/demo/prepare-vm.ts": "a log line",
  "src/guest/clock.ts": "date(1) in the guest takes seconds",
  "src/guest/command-line.ts": "timeout(1) in the guest takes seconds",
  "src/guest/desktop/remap-keys.ts": "the program in the guest takes seconds",
  "src/images/progress.ts": "a log line, and the clock beside the progress on a terminal",
  "src/input/pointer/hand.ts": "positions per second of a movement",
  "src/libvirt/domain.ts": "libvirt's call to the guest agent takes seconds",
  "src/machine/guest-layout.ts": "log lines",
  "src/machine/snapshots/snapshots.ts": "log lines",
  "src/machine/steps.ts": "log lines",
  "src/readiness/readiness-progress.ts": "log lines",
  "src/readiness/standstill-errors.ts": "a message in whole seconds",
  "src/recording/active-recording.ts": "the video's own clock, as in its metadata",
  "src/recording/captions.ts": "WebVTT's timestamps",
  "src/recording/chapters.ts": "FFmpeg's chapter metadata",
  "src/recording/encoding/encoder.ts": "frames per second",
  "src/recording/errors.ts": "the length of a video, from its metadata",
  "src/recording/timeline.ts": "frames per second",
};

const sources = filesBelow("src", "fixtures").filter((file) => file !== "src/base/time/seconds.ts");

/** The calls that convert, and conversions by hand. */
const converted = /\b(?:to|from)Seconds\(/;
const byHand = /(?:[*/]\s*(?:1000|1_000|1e3)\b)/;

/** Other uses of the number 1000. */
const otherThousands: Readonly<Record<string, RegExp>> = {
  "src/base/time/round.ts": /Math\.round\(value \* 1000\) \/ 1000/,
  "src/boot/warm/store.ts": /days \* 24 \* 3600 \* 1000/,
  "src/recording/chapters.ts": /TIMEBASE=1\/1000/,
  "src/rfb/handshake/handshake.ts": /Number\(match\[1\]\) \* 1000/,
};

test("every conversion between seconds and milliseconds is listed, and every listed one exists", () => {
  expect(sources.filter((file) => converted.test(sourceOf(file)))).toEqual(Object.keys(conversions).sort());
});

test("nothing converts by hand", () => {
  const left = sources.filter((file) => byHand.test(sourceOf(file).replace(otherThousands[file] ?? "", "")));
  expect(left).toEqual([]);
  expect(byHand.test("delay(seconds * 1000)")).toBe(true);
});

/** Names in seconds: the video's clock, log lines, and programs that take seconds. */
const namedSeconds = new Set([
  "bootTimeoutSeconds",
  "elapsedSeconds",
  "fromSeconds",
  "inSeconds",
  "keyframeIntervalSeconds",
  "limitSeconds",
  "loadSeconds",
  "stageSeconds",
  "timeoutSeconds",
  "toSeconds",
]);

test("no other name is in seconds", () => {
  const names = new Set(sources.flatMap((file) => sourceOf(file).match(/\b\w+Seconds\b/g) ?? []));
  expect([...names].filter((name) => !namedSeconds.has(name))).toEqual([]);
});
