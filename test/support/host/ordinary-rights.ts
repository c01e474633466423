// Runs a program without root's privilege to ignore file modes.

const drop = "-dac_override,-dac_read_search";

/** The start of a command line whose program is bound by file modes. */
export const ordinaryRights: readonly string[] =
  process.getuid?.() === 0 ? ["setpriv", "--bounding-set", drop, "--inh-caps", drop] : [];
