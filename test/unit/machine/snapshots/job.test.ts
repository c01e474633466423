import { expect, test } from "vitest";
import { TimeoutError } from "../../../../src/base/errors.ts";
import type { Domain } from "../../../../src/libvirt/domain.ts";
import { runJob, stateSize, writableDisks } from "../../../../src/machine/snapshots/job.ts";

type Given = Readonly<Record<string, unknown>>;
type Answer = (command: string, given: Given) => unknown;

/** A domain whose monitor answers as a test says, and what it was asked. */
function domainWith(answer: Answer): { readonly domain: Domain; readonly calls: [string, Given][] } {
  const calls: [string, Given][] = [];
  const monitorCommand = async (command: string, given: Given = {}): Promise<unknown> => {
    calls.push([command, given]);
    return answer(command, given);
  };
  return { domain: { name: "demo-jobs", monitorCommand } as unknown as Domain, calls };
}

/** A monitor whose jobs show each status in turn; "no answer" is libvirt's own time limit. */
function jobsWith(statuses: readonly string[], error?: string): ReturnType<typeof domainWith> {
  const left = [...statuses];
  let id: unknown;
  return domainWith((command, given) => {
    if (command === "query-jobs") {
      const status = left.shift() ?? "concluded";
      if (status === "no answer") throw new TimeoutError({ headline: "no answer", next: "wait" });
      const own = { id, status, ...(error !== undefined && { error }) };
      return [{ id: "other", status: "concluded", error: "not ours" }, ...(status === "missing" ? [] : [own])];
    }
    id ??= given["job-id"];
    return {};
  });
}

const snapshot = { tag: "installed", disks: ["libvirt-2-format", "libvirt-1-format"] };

test("a job runs on all disks, with the memory in the first one, and is dismissed at its end", async () => {
  const { domain, calls } = jobsWith(["created", "running", "missing", "concluded"]);
  await runJob(domain, "snapshot-save", snapshot);
  const [first, ...others] = calls;
  expect(first).toEqual([
    "snapshot-save",
    { "job-id": expect.any(String), tag: "installed", devices: snapshot.disks, vmstate: "libvirt-2-format" },
  ]);
  const dismissal = ["job-dismiss", { id: first?.[1]["job-id"] }];
  expect(others).toEqual([...Array(4).fill(["query-jobs", {}]), dismissal]);
});

test("the deletion of a snapshot names no disk for the memory", async () => {
  const { domain, calls } = jobsWith([]);
  await runJob(domain, "snapshot-delete", snapshot);
  expect(calls[0]?.[1]).not.toHaveProperty("vmstate");
});

test("no two jobs share an id", async () => {
  const { domain, calls } = jobsWith([]);
  const again = jobsWith([]);
  await runJob(domain, "snapshot-load", snapshot);
  await runJob(again.domain, "snapshot-load", snapshot);
  expect(calls[0]?.[1]["job-id"]).not.toBe(again.calls[0]?.[1]["job-id"]);
});

test("a job that fails is dismissed too, and fails with what QEMU says", async () => {
  const { domain, calls } = jobsWith(["running"], "Error while writing VM state");
  await expect(runJob(domain, "snapshot-save", snapshot)).rejects.toThrow("Error while writing VM state");
  expect(calls.at(-1)?.[0]).toBe("job-dismiss");
});

test("QEMU may leave questions unanswered while it saves", async () => {
  const { domain } = jobsWith(["no answer", "no answer", "concluded"]);
  await expect(runJob(domain, "snapshot-save", snapshot)).resolves.toBeUndefined();
});

test("any other failure of the monitor ends the job", async () => {
  const { domain } = domainWith((command) => {
    if (command === "query-jobs") throw new Error("QEMU is gone");
    return {};
  });
  await expect(runJob(domain, "snapshot-save", snapshot)).rejects.toThrow("QEMU is gone");
});

/** A disk of the machine. */
function device(name: string, ro: boolean, ...snapshots: readonly (readonly [name: string, bytes: number])[]): object {
  const image = { snapshots: snapshots.map(([tag, bytes]) => ({ name: tag, "vm-state-size": bytes })) };
  return { inserted: { "node-name": name, ro, drv: "qcow2", image } };
}

test("the writable disks are those that hold a medium and are not read-only", async () => {
  const { domain } = domainWith(() => [device("disk", false), {}, device("cd", true), device("data", false)]);
  expect(await writableDisks(domain)).toEqual(["disk", "data"]);
});

test("the size of a snapshot's state is that of the disk that holds it, in MiB", async () => {
  const disks = [
    device("data", false, ["installed", 0]),
    device("disk", false, ["other", 1], ["installed", 300 * 2 ** 20]),
  ];
  const { domain } = domainWith(() => [...disks, {}, { inserted: { image: {} } }]);
  expect(await stateSize(domain, "installed")).toBe(300);
  expect(await stateSize(domain, "gone")).toBeUndefined();
});
