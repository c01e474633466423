import { expect, test } from "vitest";
import { formatOwner, isAlive, isOurs, parseOwner, thisOwner } from "../../../../src/base/files/owner.ts";
import { startProgram } from "../programs/start.ts";

test("this process is alive and survives a round trip through text", () => {
  expect(thisOwner.pid).toBe(process.pid);
  expect(isAlive(thisOwner)).toBe(true);
  expect(parseOwner(formatOwner(thisOwner))).toEqual(thisOwner);
  expect(formatOwner(thisOwner)).toMatch(/^[0-9a-z-]+$/);
});

test("another process is alive until it is killed", async () => {
  await using program = await startProgram("show-owner.ts");
  const owner = parseOwner(program.firstLine);
  expect(owner?.pid).toBe(program.pid);
  if (owner === undefined) return;
  expect(isAlive(owner)).toBe(true);
  await program.kill();
  expect(isAlive(owner)).toBe(false);
});

test("a later process with the same id is another owner", () => {
  expect(isAlive({ ...thisOwner, startTime: `${Number(thisOwner.startTime) - 1}` })).toBe(false);
});

test("an owner from an earlier boot is dead; one in another namespace or machine counts as alive", () => {
  expect(isAlive({ ...thisOwner, boot: "00000000" })).toBe(false);
  expect(isAlive({ ...thisOwner, pid: 4_000_000, namespace: "1" })).toBe(true);
  expect(isAlive({ ...thisOwner, boot: "00000000", machine: "00000000" })).toBe(true);
});

test("only this process and its children count as ours", async () => {
  expect(isOurs(thisOwner)).toBe(true);
  const others = [{ namespace: "1" }, { boot: "00000000" }, { pid: process.ppid }];
  for (const other of [...others, { startTime: "1" }]) expect(isOurs({ ...thisOwner, ...other })).toBe(false);
  await using program = await startProgram("show-owner.ts");
  const child = parseOwner(program.firstLine);
  if (child === undefined) throw new Error(program.firstLine);
  expect(isOurs(child)).toBe(true);
  for (const other of others) expect(isOurs({ ...child, ...other })).toBe(false);
});

test.for(["", "12", "12-34", "a-1-b-2", `${formatOwner(thisOwner)}-1`, `${formatOwner(thisOwner)}\n`])(
  "rejects %j as an owner",
  (text) => {
    expect(parseOwner(text)).toBeUndefined();
  },
);
