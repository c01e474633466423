// A program for a tiny guest that sets a hardware cursor through the kernel's DRM interface.

/** The guest's requirements for running it. */
export const cursorInterpreter = "/usr/bin/perl";

/** The cursor's side in pixels, as virtio-gpu requires. */
export const cursorSize = 64;

/** The cursor's hotspot. */
export const cursorHotSpot = { x: 5, y: 7 };

/** Opaque red at (0, 0), half-transparent green at (1, 0), opaque blue at (0, 1), transparent elsewhere. */
export const cursorProgram = cursorProgramOf("@pixels[0, 1, $side] = (0xffff0000, 0x80008000, 0xff0000ff);");

/**
 * Perl that draws a cursor through DRM (linux/drm_mode.h).
 *
 * @param drawing Perl that fills `@pixels`, `$side` per row, as ARGB with premultiplied alpha
 */
export function cursorProgramOf(drawing: string): string {
  return `#!${cursorInterpreter}
my $side = ${cursorSize};
open(my $card, "+<", "/dev/dri/card0") or die "card: $!";
my $crtc = pack("L", 0);
my $resources = pack("QQQQLLLLLLLL", 0, unpack("Q", pack("p", $crtc)), 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
ioctl($card, 0xC04064A0, $resources) or die "resources: $!";
my $buffer = pack("LLLLLLQ", $side, $side, 32, 0, 0, 0, 0);
ioctl($card, 0xC02064B2, $buffer) or die "buffer: $!";
my (undef, undef, undef, undef, $handle, undef, $size) = unpack("LLLLLLQ", $buffer);
my $map = pack("LLQ", $handle, 0, 0);
ioctl($card, 0xC01064B3, $map) or die "map: $!";
my $address = syscall(9, 0, $size, 3, 1, fileno($card), unpack("x8Q", $map));
my @pixels = (0) x ($side * $side);
${drawing}
open(my $out, ">", "/tmp/cursor") or die; binmode($out); print $out pack("L*", @pixels); close($out);
open(my $in, "<", "/tmp/cursor") or die;
syscall(0, fileno($in), $address, $size) == $size or die "pixels: $!";
my $cursor = pack("LLllLLLll", 3, unpack("L", $crtc), 100, 100, $side, $side, $handle, ${cursorHotSpot.x}, ${cursorHotSpot.y});
ioctl($card, 0xC02464BB, $cursor) or die "cursor: $!";
$| = 1; print "shown\\n";
close(STDOUT);
sleep(600);
`;
}
