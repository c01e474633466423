// The process that a daemon starts under: it reaps everything that the daemon leaves behind.
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";

const reaper = fileURLToPath(new URL("../../../../scripts/setup/reaper.pl", import.meta.url));

test("lives as long as its program's children, and reaps them", async () => {
  // The shell exits at once.
  const program = "(exec >/dev/null; sleep 0.5 </dev/null) & echo $!";
  const { stdout, durationMs } = await execa("perl", [reaper, "sh", "-c", program]);
  expect(durationMs).toBeGreaterThan(400);
  expect(() => process.kill(Number(stdout), 0)).toThrow("ESRCH");
});
