// Regular expressions from users: their flags g and y would make a match depend on the one before.

/** The flags of a pattern without those that depend on earlier matches, and with others. */
export function statelessFlags({ flags }: RegExp, others = ""): string {
  return [...new Set(flags.replaceAll(/[gy]/g, "") + others)].join("");
}

/** The same pattern, each of whose tests begins at the start. */
export function stateless(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, statelessFlags(pattern));
}

/** The same pattern, to find all its matches. */
export function everywhere(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, statelessFlags(pattern, "g"));
}
