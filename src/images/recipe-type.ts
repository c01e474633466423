// The type of a recipe: plain data, so that it can be sent between processes and hashed.

/** A file to write into the image. */
export interface GuestFile {
  /** Absolute path in the guest. */
  readonly path: string;
  readonly content: string;
  /** Permissions, such as `0o440`. Default `0o644`. */
  readonly mode?: number;
}

/** The condition for a user's graphical session to be ready. */
export interface SessionCondition {
  /** The session's user. Informational: only `ready` is evaluated. */
  readonly user?: string;
  /**
   * Shell command, run as root in the guest: exits with 0 once the session's panel or dock and its desktop are on the
   * screen, else prints one line that says what is missing.
   */
  readonly ready: string;
}

/** The contents of a base image (https://libguestfs.org/virt-builder.1.html). */
export interface Recipe {
  /** The virt-builder template: `virt-builder --list`. */
  readonly template: string;
  /** `--install`. */
  readonly packages: readonly string[];
  /** `--run-command`: run while the image is built. */
  readonly commands: readonly string[];
  /** `--firstboot-command`: run once, at the first boot of the image. */
  readonly firstbootCommands: readonly string[];
  /** `--upload`. */
  readonly files: readonly GuestFile[];
  /**
   * Whether the image has QEMU's guest agent. If omitted, each boot detects it, and the package is installed into an
   * image of an unknown distribution.
   */
  readonly guestAgent?: boolean;
  /** Without it, readiness does not wait for a graphical session. */
  readonly session?: SessionCondition;
  /** `--size`, as in `20G`. Default: the template's. */
  readonly size?: string;
}

/** A user's own recipe: omitted parts come from the distribution's recipe, and lists are appended to its lists. */
export type OwnRecipe = Partial<Recipe>;
