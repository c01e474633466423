// Runs a program under the rules that hold for everybody: root may read and write what its mode forbids.

const drop = "-dac_override,-dac_read_search";

/** The beginning of a command line whose program may only do what the modes of files let it. */
export const ordinaryRights: readonly string[] =
  process.getuid?.() === 0 ? ["setpriv", "--bounding-set", drop, "--inh-caps", drop] : [];
