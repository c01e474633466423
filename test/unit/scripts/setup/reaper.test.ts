// The process that a daemon is started under: it waits for whatever the daemon leaves behind.
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";

const reaper = fileURLToPath(new URL("../../../../scripts/setup/reaper.pl", import.meta.url));

test("it lives as long as what its program started, and buries it", async () => {
  // The shell ends at once.
  const program = "(exec >/dev/null; sleep 0.5 </dev/null) & echo $!";
  const { stdout, durationMs } = await execa("perl", [reaper, "sh", "-c", program]);
  expect(durationMs).toBeGreaterThan(400);
  expect(() => process.kill(Number(stdout), 0)).toThrow("ESRCH");
});
