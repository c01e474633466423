// Chooses the pixels of a reference that a search checks first: edges spread over it, and flat places.
import { around, type Planes } from "./planes.ts";

/** Pixels to check, most distinctive first. */
export interface Features {
  /** The x of each, in pixels of the reference. */
  readonly x: Int32Array;
  /** The y of each. */
  readonly y: Int32Array;
  /** Allowed directions of the edge there, as in {@link Planes.edges}; 0 where there must be no edge. */
  readonly bits: Uint8Array;
}

/** Numbers of edges and flat places for the search, and of edges for refining its results. */
const featureCounts = { edges: 96, flats: 32, fine: 400 };

/** Size of the buckets over which features are spread. */
const bucketPixels = 12;

/** Features for the search: edges, with a flat place after every third. */
export function searchFeatures(planes: Planes, mask: Uint8Array): Features {
  const edges = spreadOut(edgePixels(planes, mask), planes.width, featureCounts.edges);
  const flats = spreadOut(flatPixels(planes, mask), planes.width, featureCounts.flats);
  const places = edges.flatMap((place, index) => {
    const flat = index % 3 === 2 ? flats[(index - 2) / 3] : undefined;
    return flat === undefined ? [place] : [place, flat];
  });
  return features(places, planes);
}

/** Features for refining: more edges and no flat places, to tell neighbouring positions apart. */
export function fineFeatures(planes: Planes, mask: Uint8Array): Features {
  return features(spreadOut(edgePixels(planes, mask), planes.width, featureCounts.fine), planes);
}

/** Number of edge pixels in a reference. */
export function edgeCount(planes: Planes, mask: Uint8Array): number {
  return edgePixels(planes, mask).length;
}

function features(places: readonly number[], { width, edges }: Planes): Features {
  return {
    x: Int32Array.from(places, (place) => place % width),
    y: Int32Array.from(places, (place) => Math.floor(place / width)),
    bits: Uint8Array.from(places, (place) => {
      const bit = edges[place] ?? 0;
      return bit === 0 ? 0 : around(bit);
    }),
  };
}

function edgePixels({ edges }: Planes, mask: Uint8Array): number[] {
  const places: number[] = [];
  edges.forEach((bits, place) => {
    if (bits !== 0 && mask[place] === 1) places.push(place);
  });
  return places;
}

function flatPixels({ width, height, nearEdges }: Planes, mask: Uint8Array): number[] {
  const places: number[] = [];
  for (let y = 3; y < height - 3; y++) {
    for (let x = 3; x < width - 3; x++) {
      const place = y * width + x;
      if (mask[place] === 1 && isFlat(nearEdges, place, width)) places.push(place);
    }
  }
  return places;
}

/** No edge within three pixels. Nine samples suffice, as each covers its neighbours. */
function isFlat(nearEdges: Uint8Array, place: number, width: number): boolean {
  for (const down of [-2, 0, 2]) {
    for (const right of [-2, 0, 2]) if (nearEdges[place + down * width + right] !== 0) return false;
  }
  return true;
}

/** Takes one place from each bucket in turn, in a shuffled but deterministic order. */
function spreadOut(places: readonly number[], width: number, count: number): number[] {
  const random = generator();
  const shuffled = places.map((place) => ({ place, key: random() })).sort((a, b) => a.key - b.key);
  const buckets = Map.groupBy(shuffled, ({ place }) => {
    const x = Math.floor((place % width) / bucketPixels);
    return x + Math.floor(place / width / bucketPixels) * width;
  });
  const rounds = [...buckets.values()].flatMap((members) =>
    members.map(({ place, key }, round) => ({ place, key, round })),
  );
  rounds.sort((a, b) => a.round - b.round || a.key - b.key);
  return rounds.slice(0, count).map(({ place }) => place);
}

/** Deterministic pseudo-random numbers from 0 to 1: the linear congruential generator of the example in C99, 7.20.2. */
function generator(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}
