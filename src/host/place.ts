// Decides whether the host has a place for another VM, and which cores it gets. Pure functions.

/** What the host provides to VMs. */
export interface Capacity {
  /** In MiB. */
  readonly memory: number;
  /** The host's cores that VMs may run on. */
  readonly cores: readonly number[];
}

/** A run's limit of concurrent VMs. */
export interface RunLimit {
  /** 1 or more. */
  readonly maxVms: number;
  /** Identifies the run on the host. */
  readonly run: string;
}

/** A VM's request for a place. */
export interface PlaceRequest {
  /** Identifies the requesting program on the host. */
  readonly program: string;
  /** Position in the queue: lower numbers came first. */
  readonly ticket: number;
  /** Number of cores for this VM alone; 0 for a VM that shares cores. */
  readonly cores: number;
  /** In MiB. */
  readonly memory: number;
  readonly limit?: RunLimit | undefined;
}

/** A VM's place on the host. */
export interface Place {
  /** The cores that it has for itself; none for a VM that shares cores. */
  readonly cores: readonly number[];
  /** Whether it is pinned to them, so that VMs that share cores avoid them. */
  readonly pinned: boolean;
}

/** Another VM on the host. */
export interface OtherVm extends PlaceRequest {
  readonly id: string;
  /** Undefined while it waits. */
  readonly place?: Place | undefined;
}

type PlacedVm = OtherVm & { readonly place: Place };

/** Why a VM waits: its run has reached its limit, another VM is ahead of it, or cores or memory are taken. */
export type WaitReason = "run" | "turn" | "cores" | "memory";

/** The VM must wait until one of the blocking VMs ends or, for `turn`, is placed. */
export interface Wait {
  readonly reason: WaitReason;
  readonly blockers: readonly string[];
}

/** Finds a place for the VM. A request for more than the host has gets the whole host. */
export function place(request: PlaceRequest, host: Capacity, others: readonly OtherVm[]): Place | Wait {
  const placed = others.filter(hasPlace);
  const wait = fullRun(request, placed) ?? earlierVm(request, others, placed);
  if (wait) return wait;
  const found = request.cores === 0 ? shareCores(host, placed) : claimCores(request, host, placed);
  return "reason" in found ? found : (takenMemory(request, host, placed) ?? found);
}

/** Returns the cores for a VM that shares cores; undefined if it may use all. */
export function coresWithin(host: Capacity, others: readonly OtherVm[]): readonly number[] | undefined {
  const pinned = pinnedCores(others.filter(hasPlace));
  return pinned.length === 0 ? undefined : host.cores.filter((core) => !pinned.includes(core));
}

function hasPlace(vm: OtherVm): vm is PlacedVm {
  return vm.place !== undefined;
}

/** Projects of a run may have different limits. For each limit, the VMs with that limit or a lower one must fit. */
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
 * First come, first served, so that a large VM gets its turn. A program that already has a VM does not queue, since VMs
 * ahead of it may be waiting for that VM. A VM that waits for its run's limit does not block others.
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

/** All cores except those that other VMs are pinned to. */
function shareCores(host: Capacity, placed: readonly PlacedVm[]): Place | Wait {
  if (coresWithin(host, placed)?.length !== 0) return { cores: [], pinned: false };
  return { reason: "cores", blockers: placed.filter((vm) => vm.place.pinned).map(({ id }) => id) };
}

/** Cores that no other VM has for itself. Not pinned while VMs that share cores may run on any core. */
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
