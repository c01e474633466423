// Decides on a VM's place, without locks or files.
import fc from "fast-check";
import { expect, test } from "vitest";
import { coresWithin, type OtherVm, type PlaceRequest, place } from "../../../src/host/place.ts";

const host = { memory: 1000, cores: [4, 7] };

function request(more: Partial<PlaceRequest> = {}): PlaceRequest {
  return { program: "mine", ticket: 10, cores: 1, memory: 100, ...more };
}

function vm(id: string, more: Partial<OtherVm> = {}): OtherVm {
  return { ...request(), id, program: id, ticket: 1, ...more };
}

const own = (...cores: number[]): Pick<OtherVm, "place"> => ({ place: { cores, pinned: true } });
const unpinned = (...cores: number[]): Pick<OtherVm, "place"> => ({ place: { cores, pinned: false } });
const sharing = { cores: 0, place: { cores: [], pinned: false } };
const run = (maxVms: number): Pick<OtherVm, "limit"> => ({ limit: { run: "a", maxVms } });

test("pins a single VM to cores of its own", () => {
  expect(place(request(), host, [])).toEqual({ cores: [4], pinned: true });
  expect(place(request({ cores: 2 }), host, [])).toEqual({ cores: [4, 7], pinned: true });
});

test("a VM larger than the host gets the whole host", () => {
  expect(place(request({ cores: 8, memory: 9000 }), host, [])).toEqual({ cores: [4, 7], pinned: true });
  const giant = vm("giant", { memory: 9000, ...own(4) });
  expect(place(request(), host, [giant])).toEqual({ reason: "memory", blockers: ["giant"] });
});

test("cores claimed by another VM are not free, pinned or not", () => {
  expect(place(request(), host, [vm("a", own(4))])).toEqual({ cores: [7], pinned: true });
  expect(place(request({ cores: 2 }), host, [vm("a", unpinned(4))])).toEqual({ reason: "cores", blockers: ["a"] });
});

test("never gives memory twice", () => {
  const others = [vm("a", { memory: 600, ...own(4) })];
  expect(place(request({ memory: 400 }), host, others)).toEqual({ cores: [7], pinned: true });
  expect(place(request({ memory: 401 }), host, others)).toEqual({ reason: "memory", blockers: ["a"] });
});

test("a VM that shares cores avoids pinned ones, and waits only if all are pinned", () => {
  const shared = request({ cores: 0 });
  expect(place(shared, host, [])).toEqual({ cores: [], pinned: false });
  expect(coresWithin(host, [])).toBeUndefined();
  expect(place(shared, host, [vm("a", own(4))])).toEqual({ cores: [], pinned: false });
  expect(coresWithin(host, [vm("a", own(4)), vm("b", unpinned(7))])).toEqual([7]);
  expect(place(shared, host, [vm("a", own(4, 7))])).toEqual({ reason: "cores", blockers: ["a"] });
});

test("beside VMs that share cores, a VM claims cores without being pinned", () => {
  expect(place(request(), host, [vm("a", sharing)])).toEqual({ cores: [4], pinned: false });
});

test("an earlier VM goes first, and a VM waits for the nearest one", () => {
  const earlier = [
    vm("large", { ticket: 3, cores: 2 }),
    vm("larger", { ticket: 5, cores: 2 }),
    vm("later", { ticket: 11 }),
  ];
  expect(place(request(), host, earlier)).toEqual({ reason: "turn", blockers: ["larger"] });
});

test("a program that has a VM does not queue", () => {
  const others = [vm("first", { program: "mine", ...own(4) }), vm("large", { ticket: 3, cores: 2 })];
  expect(place(request(), host, others)).toEqual({ cores: [7], pinned: true });
});

test("a VM that waits for its own run does not block others", () => {
  const others = [vm("a", { ...run(1), ...own(4) }), vm("b", { ...run(1), ticket: 3 })];
  expect(place(request(), host, others)).toEqual({ cores: [7], pinned: true });
});

test("a run keeps to its limit, and other runs do not count", () => {
  const others = [vm("a", { ...run(1), ...own(4) }), vm("b", { limit: { run: "b", maxVms: 9 }, ...own() })];
  expect(place(request(run(1)), host, others)).toEqual({ reason: "run", blockers: ["a"] });
  expect(place(request({ limit: { run: "c", maxVms: 1 } }), host, others)).toMatchObject({ cores: [7] });
});

test("in projects of one run, each limit counts the VMs with that limit or a lower one", () => {
  const wide = vm("wide", { ...run(3), memory: 10, ...sharing });
  expect(place(request(run(1)), host, [wide])).not.toHaveProperty("reason");
  const three = [wide, { ...wide, id: "wide-2" }, { ...wide, id: "wide-3" }];
  expect(place(request(run(1)), host, three)).toMatchObject({ reason: "run" });
  expect(place(request(run(3)), host, [vm("narrow", { ...run(1), ...sharing })])).not.toHaveProperty("reason");
});

test("any sequence of VMs: no double use, runs keep their limits, and nobody waits forever", () => {
  const needs = fc.record({
    cores: fc.integer({ min: 0, max: 4 }),
    memory: fc.integer({ min: 1, max: 1500 }),
    program: fc.constantFrom("p", "q", "r"),
    limit: fc.option(fc.record({ run: fc.constantFrom("a", "b"), maxVms: fc.integer({ min: 1, max: 3 }) }), {
      nil: undefined,
    }),
  });
  const capacity = { memory: 1000, cores: [0, 1, 2] };
  fc.assert(
    fc.property(fc.array(needs, { minLength: 1, maxLength: 12 }), fc.infiniteStream(fc.nat()), (all, picks) => {
      let vms: OtherVm[] = all.map((need, index) => ({ ...need, id: String(index), ticket: index }));
      while (vms.length > 0) {
        const before = vms;
        for (const waiting of vms.filter((each) => each.place === undefined)) {
          const others = vms.filter((each) => each !== waiting);
          const found = place(waiting, capacity, others);
          if ("reason" in found) expect(found.blockers.length).toBeGreaterThan(0);
          else vms = vms.map((each) => (each.id === waiting.id ? { ...each, place: found } : each));
        }
        const placed = vms.filter((each) => each.place);
        expect(placed.reduce((sum, { memory }) => sum + Math.min(memory, 1000), 0)).toBeLessThanOrEqual(1000);
        const claimed = placed.flatMap((each) => each.place?.cores ?? []);
        expect(new Set(claimed).size).toBe(claimed.length);
        for (const name of ["a", "b"]) {
          for (const most of [1, 2, 3]) {
            const counted = placed.filter(({ limit }) => limit?.run === name && limit.maxVms <= most);
            expect(counted.length).toBeLessThanOrEqual(most);
          }
        }
        // Only the end of a VM frees resources; a VM that has its place can always end.
        expect(placed.length > 0 || before.length === 0).toBe(true);
        const [pick = 0] = picks;
        const ending = placed[pick % placed.length];
        vms = vms.filter((each) => each.id !== ending?.id);
      }
    }),
  );
});
