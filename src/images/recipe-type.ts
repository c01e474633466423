// The type of a recipe: plain data, so that it can travel between processes and be hashed.

/** A file to put into the image. */
export interface GuestFile {
  /** Absolute path in the guest. */
  readonly path: string;
  readonly content: string;
  /** Permissions, as in `0o440`. Default `0o644`. */
  readonly mode?: number;
}

/** When a user's graphical session counts as up. */
export interface SessionCondition {
  /** Whose session it is, for the reader: the command below is what counts. */
  readonly user?: string;
  /**
   * Shell command, run as root in the guest: exits with 0 once the session's panel or dock and its desktop are on the
   * screen, and otherwise prints in one line what is missing.
   */
  readonly ready: string;
}

/** What goes into a base image (https://libguestfs.org/virt-builder.1.html). */
export interface Recipe {
  /** The virt-builder template: `virt-builder --list`. */
  readonly template: string;
  /** `--install`. */
  readonly packages: readonly string[];
  /** `--run-command`: while the image is built. */
  readonly commands: readonly string[];
  /** `--firstboot-command`: once, in the first boot of the image. */
  readonly firstbootCommands: readonly string[];
  /** `--upload`. */
  readonly files: readonly GuestFile[];
  /**
   * Whether the image has QEMU's guest agent. If left out, each boot finds out, and an image of an unknown distribution
   * gets the package.
   */
  readonly guestAgent?: boolean;
  /** Without it, readiness does not wait for a graphical session. */
  readonly session?: SessionCondition;
  /** `--size`, as in `20G`. Default: the template's. */
  readonly size?: string;
}

/** A user's own recipe: what is left out comes from the distribution's, lists are added to the distribution's. */
export type OwnRecipe = Partial<Recipe>;
