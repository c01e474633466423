// A window on an X server that has the keyboard focus, and answers a `_NET_WM_PING` when the test says so.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { xClient } from "../../src/guest/x11/client.ts";
import type { XDisplay } from "../../src/guest/x11/display.ts";

/** The window; `await using` closes it. */
export interface PingedWindow extends AsyncDisposable {
  /** Resolves when the ping has arrived. */
  readonly pinged: Promise<unknown>;
  /** Answers the ping. */
  answer(): void;
}

/** The client with the first number of its own windows, `$main::base`. */
const clientWithBase = xClient.replace("my ($vendor", "$main::base = unpack('x4 V', $setup);\n  my ($vendor");

const program = String.raw`${clientWithBase}
$| = 1;
my ($window, $message) = ($main::base, undef);
my ($protocols, $ping, $atom) = atoms(qw(WM_PROTOCOLS _NET_WM_PING ATOM));
$onEvent = sub { $message = $_[0] if (ord($_[0]) & 127) == 33 };
# CreateWindow, ChangeProperty, MapWindow, SetInputFocus.
request(1, 0, pack 'V2 v6 V2', $window, $root, 0, 0, 10, 10, 0, 1, 0, 0);
request(18, 0, pack 'V3 C x3 V V', $window, $protocols, $atom, 32, 1, $ping);
request(8, 0, pack 'V', $window);
settled();
request(42, 1, pack 'V2', $window, 0);
settled();
print "focus\n";
until ($message) { my $packet = packet(time + 30) // exit 1; $onEvent->($packet) }
print "pinged\n";
<STDIN>;
substr($message, 4, 4) = pack 'V', $root;
request(25, 0, pack('V2', $root, 0x80000 | 0x100000) . $message);
settled();
`;

/** Opens the window. */
export async function pingedWindow({ display, authority }: XDisplay): Promise<PingedWindow> {
  const client = spawn("perl", ["-e", program, "--", display, authority], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(client, "close");
  const lines = createInterface(client.stdout)[Symbol.asyncIterator]();
  const line = async (wanted: string): Promise<void> => {
    const { value } = await lines.next();
    if (value !== wanted) throw new Error(`the window's program printed ${value} instead of ${wanted}`);
  };
  await line("focus");
  return {
    pinged: line("pinged"),
    answer: () => void client.stdin.end("\n"),
    [Symbol.asyncDispose]: async () => {
      client.kill();
      await ended;
    },
  };
}
