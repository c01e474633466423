// Decides whether a VM has a place on the host beside the others, and which cores it gets. Pure.

/** What the host offers to VMs. */
export interface Capacity {
  /** MiB. */
  readonly memory: number;
  /** The host's cores that VMs may run on. */
  readonly cores: readonly number[];
}

/** How many VMs a run may have at once. */
export interface RunLimit {
  /** 1 or more. */
  readonly maxVms: number;
  /** Tells the run from all others on the host. */
  readonly run: string;
}

/** What a VM asks for. */
export interface PlaceRequest {
  /** The program that asks, told from all others on the host. */
  readonly program: string;
  /** Position in the queue: lower numbers came first. */
  readonly ticket: number;
  /** Number of cores that no other VM claims; 0: it shares cores with others like it. */
  readonly cores: number;
  /** MiB. */
  readonly memory: number;
  readonly limit?: RunLimit | undefined;
}

/** The place that a VM has. */
export interface Place {
  /** The cores that it claims; none for a VM that shares cores. */
  readonly cores: readonly number[];
  /** Whether it is pinned to them, so that VMs that share cores keep off. */
  readonly pinned: boolean;
}

/** Another VM on the host. */
export interface OtherVm extends PlaceRequest {
  readonly id: string;
  /** Undefined while it waits. */
  readonly place?: Place | undefined;
}

type PlacedVm = OtherVm & { readonly place: Place };

/** Why a VM waits: its run is full, another VM is first, or cores or memory are taken. */
export type WaitReason = "run" | "turn" | "cores" | "memory";

/** A VM that has to wait, and the VMs of which one must go, or for a `turn` be placed, before it may have a place. */
export interface Wait {
  readonly reason: WaitReason;
  readonly blockers: readonly string[];
}

/** Finds the VM's place among the others. One that asks for more than the host has gets the whole host. */
export function place(request: PlaceRequest, host: Capacity, others: readonly OtherVm[]): Place | Wait {
  const placed = others.filter(hasPlace);
  const wait = fullRun(request, placed) ?? earlierVm(request, others, placed);
  if (wait) return wait;
  const found = request.cores === 0 ? shareCores(host, placed) : claimCores(request, host, placed);
  return "reason" in found ? found : (takenMemory(request, host, placed) ?? found);
}

/** The host's cores that a VM which shares cores must not leave; undefined if it may run on all. */
export function coresWithin(host: Capacity, others: readonly OtherVm[]): readonly number[] | undefined {
  const pinned = pinnedCores(others.filter(hasPlace));
  return pinned.length === 0 ? undefined : host.cores.filter((core) => !pinned.includes(core));
}

function hasPlace(vm: OtherVm): vm is PlacedVm {
  return vm.place !== undefined;
}

/** Projects of one run may have different limits: for each limit, the VMs with that limit or a lower one must fit. */
function fullRun({ limit }: PlaceRequest, placed: readonly PlacedVm[]): Wait | undefined {
  if (limit === undefined) return undefined;
  const ofRun = placed.filter((vm) => vm.limit?.run === limit.run);
  const limits = [limit.maxVms, ...ofRun.map((vm) => vm.limit?.maxVms ?? 0)].filter((most) => most >= limit.maxVms);
  for (const most of limits) {
    const counted = ofRun.filter((vm) => (vm.limit?.maxVms ?? 0) <= most);
    if (counted.length >= most) return { reason: "run", blockers: counted.map(({ id }) => id) };
  }
  return undefined;
}

/**
 * First come, first served, so that a large VM gets its turn. A program that has a VM does not queue: those before it may
 * be waiting for that VM. A VM that waits for its own run holds nobody up.
 */
function earlierVm(request: PlaceRequest, others: readonly OtherVm[], placed: readonly PlacedVm[]): Wait | undefined {
  if (placed.some(({ program }) => program === request.program)) return undefined;
  const earlier = others.filter((vm) => !hasPlace(vm) && vm.ticket < request.ticket && !fullRun(vm, placed));
  const [last] = earlier.toSorted((a, b) => b.ticket - a.ticket);
  return last && { reason: "turn", blockers: [last.id] };
}

function takenMemory({ memory }: PlaceRequest, host: Capacity, placed: readonly PlacedVm[]): Wait | undefined {
  const taken = placed.reduce((sum, vm) => sum + Math.min(vm.memory, host.memory), 0);
  if (taken + Math.min(memory, host.memory) <= host.memory) return undefined;
  return { reason: "memory", blockers: placed.map(({ id }) => id) };
}

/** Any cores but those that other VMs are pinned to. */
function shareCores(host: Capacity, placed: readonly PlacedVm[]): Place | Wait {
  if (coresWithin(host, placed)?.length !== 0) return { cores: [], pinned: false };
  return { reason: "cores", blockers: placed.filter((vm) => vm.place.pinned).map(({ id }) => id) };
}

/** Cores that no other VM claims. Beside VMs that share cores, which may run anywhere, it is not pinned to them. */
function claimCores({ cores }: PlaceRequest, host: Capacity, placed: readonly PlacedVm[]): Place | Wait {
  const claimed = placed.flatMap((vm) => vm.place.cores);
  const free = host.cores.filter((core) => !claimed.includes(core));
  const wanted = Math.min(cores, host.cores.length);
  const pinned = placed.every((vm) => vm.place.cores.length > 0);
  if (free.length >= wanted) return { cores: free.slice(0, wanted), pinned };
  return { reason: "cores", blockers: placed.filter((vm) => vm.place.cores.length > 0).map(({ id }) => id) };
}

function pinnedCores(placed: readonly PlacedVm[]): readonly number[] {
  return placed.flatMap((vm) => (vm.place.pinned ? vm.place.cores : []));
}
