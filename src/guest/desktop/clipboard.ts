// Reads and writes the clipboard of an X session with xclip.
import type { Deadline } from "../../base/time/deadline.ts";
import type { GuestAgent } from "../agent.ts";
import { GuestError } from "../errors.ts";
import { execInGuest } from "../exec.ts";
import type { ExecResult } from "../exec-result.ts";
import { type DesktopUser, displayOf } from "../x11/display.ts";

/** The most bytes of UTF-8 that a clipboard text may have: the agent takes a second for them. */
export const longestClipboardBytes = 2 ** 20;

/** Exit codes of the scripts, besides xclip's own. */
const exit = { notText: 3, tooLong: 4, notTaken: 5, missing: 127 } as const;

/** Prints the clipboard's text; nothing if the clipboard is empty. `$1`: the most bytes. */
const readScript = `
command -v xclip >/dev/null || { echo 'no xclip' >&2; exit ${exit.missing}; }
targets=$(xclip -selection clipboard -o -target TARGETS 2>&1) || case $targets in
  *'no owner'*|*'not available'*) exit 0 ;;
  *) echo "$targets" >&2; exit 1 ;;
esac
encoding=UTF-8
case "
$targets
" in
  *"
UTF8_STRING
"*) target=UTF8_STRING ;;
  *"
text/plain;charset=utf-8
"*) target='text/plain;charset=utf-8' ;;
  *"
STRING
"*) target=STRING encoding=ISO-8859-1 ;;
  *) echo "$targets" >&2; exit ${exit.notText} ;;
esac
text=$(mktemp) || exit
trap 'rm -f "$text"' EXIT
xclip -selection clipboard -o -target "$target" >"$text" || exit
[ "$(stat -c %s "$text")" -le "$1" ] || { stat -c '%s bytes' "$text" >&2; exit ${exit.tooLong}; }
case $encoding in
  UTF-8) cat "$text" ;;
  *) iconv -f "$encoding" -t UTF-8 "$text" ;;
esac`;

/**
 * Puts standard input on the clipboard. xclip stays in the background, as its owner, without the script's output. It
 * exits before the X server knows the new owner, so wait until the text can be read.
 */
const writeScript = `
command -v xclip >/dev/null || { echo 'no xclip' >&2; exit ${exit.missing}; }
text=$(mktemp) || exit
trap 'rm -f "$text"' EXIT
cat >"$text" || exit
xclip -selection clipboard -i "$text" >/dev/null || exit
for attempt in 1 2 3 4 5 6 7 8 9 10; do
  xclip -selection clipboard -o 2>/dev/null | cmp -s - "$text" && exit
  sleep 0.1
done
exit ${exit.notTaken}`;

/**
 * The text on the clipboard; empty if there is nothing.
 *
 * @throws {GuestError} when it holds something other than text, or more than 1 MiB, or cannot be read
 * @throws {TimeoutError} {@link AbortedError} when the deadline ends first
 */
export async function readClipboard(agent: GuestAgent, session: DesktopUser, deadline: Deadline): Promise<string> {
  const { stdout } = await run(agent, session, { script: readScript, task: "read" }, deadline);
  return stdout;
}

/**
 * Puts a text on the clipboard, and returns once programs get it.
 *
 * @param text not empty, at most {@link longestClipboardBytes}
 * @throws {GuestError} when it cannot be written
 * @throws {TimeoutError} {@link AbortedError} when the deadline ends first
 */
export async function writeClipboard(
  agent: GuestAgent,
  session: DesktopUser,
  text: string,
  deadline: Deadline,
): Promise<void> {
  await run(agent, session, { script: writeScript, task: "written", input: text }, deadline);
}

interface Job {
  readonly script: string;
  /** For messages: `read` or `written`. */
  readonly task: string;
  readonly input?: string;
}

async function run(
  agent: GuestAgent,
  session: DesktopUser,
  { script, task, input }: Job,
  deadline: Deadline,
): Promise<ExecResult> {
  const { user, environment } = session;
  const display = displayOf(session);
  if (display === "Wayland") throw onWayland(task);
  if (display === "no session") throw withoutSession(task, user);
  const args = ["-c", script, "sh", String(longestClipboardBytes)];
  const job = { command: "sh", args, user, cwd: undefined, env: environment, input, deadline };
  const result = await execInGuest(agent, job);
  if (result.failed) throw failure(task, result);
  return result;
}

function failure(task: string, { exitCode, stderr }: ExecResult): GuestError {
  const headline = `the guest's clipboard could not be ${task}`;
  if (exitCode === exit.missing) {
    return new GuestError({
      headline: `${headline}: the guest has no xclip`,
      next: "install the package xclip in the image, or use an image that demotool builds",
    });
  }
  if (exitCode === exit.notText) {
    return new GuestError({
      headline: `${headline}: it holds no text`,
      output: `it offers ${stderr.trim().replaceAll("\n", ", ")}`,
      next: "copy a text first; get other content with vm.exec and xclip -target",
    });
  }
  if (exitCode === exit.tooLong) {
    return new GuestError({
      headline: `${headline}: its text is longer than ${longestClipboardBytes} bytes`,
      output: stderr,
      next: "write it to a file in the guest and copy that with vm.copyOut",
    });
  }
  return new GuestError({
    headline: exitCode === exit.notTaken ? `${headline}: another program took it at once` : headline,
    facts: { exitCode },
    output: stderr,
    next: "check the X session with vm.screenshot(), and that no other program uses the clipboard at the same time",
  });
}

function withoutSession(task: string, user: string): GuestError {
  return new GuestError({
    headline: `the guest's clipboard cannot be ${task}: ${user} has no graphical session`,
    next: `log in ${user} on the desktop first`,
  });
}

function onWayland(task: string): GuestError {
  return new GuestError({
    headline: `the guest's clipboard cannot be ${task}: its desktop runs on Wayland`,
    next: "use an X session, or run wl-copy and wl-paste of the package wl-clipboard with vm.exec",
  });
}
