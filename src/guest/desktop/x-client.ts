// A small X11 client in Perl, for what no program of a desktop does: X Window System Protocol, release 7.7, core only.

/**
 * The beginning of a Perl program that talks to an X server through its socket. `perl-base`, which every Debian and
 * Ubuntu has, is enough. It fails with a line on standard error; `$end` is the moment at which it gives up.
 */
export const xClient = String.raw`
use strict;
use Socket;
use Time::HiRes qw(sleep time);

our ($end, $buffer, $root, $onEvent) = (time + 10, "", 0, sub {});

sub fail { print STDERR "$_[0]\n"; exit 1 }

sub connectTo {
  my ($display, $authority) = @_;
  my ($number) = $display =~ /^(?:unix)?:(\d+)/ or fail("the display $display is not on this machine");
  socket(X, PF_UNIX, SOCK_STREAM, 0) && connect(X, sockaddr_un("/tmp/.X11-unix/X$number"))
    or fail("cannot connect to the X server of display $display: $!");
  my $cookie = cookieOf($authority, $number);
  my $name = $cookie eq "" ? "" : "MIT-MAGIC-COOKIE-1";
  syswrite X, pack("A x v v v v x2", "l", 11, 0, length $name, length $cookie) . padded($name) . padded($cookie);
  my ($accepted, $words) = unpack "C x5 v", my $head = take(8);
  my $setup = take(4 * $words);
  fail("the X server refuses the connection: " . substr($setup, 0, unpack "x C", $head)) if $accepted != 1;
  my ($vendor, $formats) = unpack "x16 v x2 x C", $setup;
  $root = unpack "V", substr $setup, 32 + $vendor + (-$vendor % 4) + 8 * $formats;
}

sub cookieOf {
  my ($file, $number) = @_;
  open my $in, "<:raw", $file or return "";
  my $content = do { local $/; <$in> };
  while (length $content) {
    my ($family, $address, $display, $name, $data, $rest) = unpack "n n/a n/a n/a n/a a*", $content;
    $content = $rest;
    return $data if $name eq "MIT-MAGIC-COOKIE-1" && ($display eq $number || $display eq "");
  }
  return "";
}

sub padded { $_[0] . "\0" x (-length($_[0]) % 4) }

sub fill {
  my ($size, $until) = @_;
  while (length $buffer < $size) {
    my $left = $until - time;
    return 0 if $left <= 0;
    vec(my $bits = "", fileno(X), 1) = 1;
    next unless select($bits, undef, undef, $left) > 0;
    sysread(X, $buffer, 65536, length $buffer) or fail("the X server closed the connection");
  }
  return 1;
}

sub take {
  my ($size) = @_;
  fill($size, $end) or fail("the X server does not answer");
  return substr $buffer, 0, $size, "";
}

# The next reply, error or event; undefined when there is none until then.
sub packet {
  fill(32, $_[0]) or return undef;
  my $packet = take(32);
  $packet .= take(4 * unpack "x4 V", $packet) if ord $packet == 1;
  return $packet;
}

sub request {
  my ($opcode, $data, $body) = @_;
  $body = padded($body);
  syswrite X, pack("C C v", $opcode, $data, 1 + length($body) / 4) . $body;
}

# The reply to a request; undefined if the server answers with an error.
sub ask {
  request(@_);
  for (;;) {
    my $packet = packet($end) // fail("the X server does not answer");
    return $packet if ord $packet == 1;
    return undef if ord $packet == 0;
    $onEvent->($packet);
  }
}

sub atom { unpack "x8 V", ask(16, 0, pack("v x2 a*", length $_[0], $_[0])) }

# The numbers of a window's property; none if it is not there.
sub property {
  my $reply = ask(20, 0, pack "V5", $_[0], $_[1], 0, 0, 1024) // return ();
  my ($format, $count) = unpack "x C x14 V", $reply;
  return unpack $format == 32 ? "V$count" : $format == 8 ? "C$count" : "v$count", substr $reply, 32;
}
`;
