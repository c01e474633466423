// The program that speaks to the X server in the guest: the X11 protocol in Perl, without any module of the desktop.

/**
 * Sends messages to the window manager, then prints the windows, all in one process: starting one takes 50 ms and more
 * under software emulation, and wmctrl(1), xprop(1) and xwininfo(1) need two for each window. perl-base is essential in
 * Debian and Ubuntu.
 *
 * Arguments: the display, the file with its cookies, then messages of 7 words each: a window, an atom and five numbers
 * or names of atoms, which go to the root window as ClientMessage events (EWMH 1.5, "Root Window Properties").
 *
 * Prints lines of ASCII only, since a property may hold any bytes:
 *
 *     window ID X Y WIDTH HEIGHT               its client area on the screen
 *     property ID NAME TYPE VALUE              TYPE and VALUE in hexadecimal; an atom's value as names between NULs
 *     program ID COMM EXE                      of its process (proc(5)), in hexadecimal
 *
 * ID 0 is the root window. Exit codes: see {@link exitCodes}.
 *
 * Requests and replies: "X Window System Protocol", X.Org, appendix B.
 */
export const perlProgram = String.raw`
use strict; use warnings; use Socket;
my ($display, $authority, @messages) = @ARGV;
my ($number) = $display =~ /^(?:unix)?:(\d+)(?:\.\d+)?$/ or fail(3, "the display $display is not local");
my @lists = qw(_NET_SUPPORTING_WM_CHECK _NET_ACTIVE_WINDOW _NET_CLIENT_LIST);
my @properties = qw(_NET_WM_NAME WM_NAME WM_CLASS _NET_WM_PID _NET_WM_WINDOW_TYPE _NET_WM_STATE WM_STATE
  WM_TRANSIENT_FOR WM_NORMAL_HINTS _NET_FRAME_EXTENTS _GTK_FRAME_EXTENTS);
my $sent = 0;

sub fail { my ($code, $reason) = @_; print STDERR "$reason\n"; exit $code }
sub padded { my ($bytes) = @_; $bytes . "\0" x (-length($bytes) % 4) }
sub numbers { my ($property) = @_; $property ? unpack('V*', $property->{value}) : () }

sub take {
  my ($count) = @_;
  my $bytes = '';
  while (length $bytes < $count) {
    sysread(X, $bytes, $count - length $bytes, length $bytes) or fail(3, 'the X server closed the connection');
  }
  $bytes;
}

sub put {
  my ($bytes) = @_;
  while (length $bytes) {
    my $count = syswrite(X, $bytes) or fail(3, 'the X server closed the connection');
    substr($bytes, 0, $count) = '';
  }
}

sub cookie {
  open(my $file, '<:raw', $authority) or return '';
  local $/;
  my $data = <$file>;
  while (length $data) {
    my ($family, $address, $display, $name, $value, $rest) = unpack('n n/a n/a n/a n/a a*', $data);
    return $value if ($display eq '' || $display eq $number) && $name eq 'MIT-MAGIC-COOKIE-1';
    last if length $rest >= length $data;
    $data = $rest;
  }
  '';
}

sub connected {
  my $path = "/tmp/.X11-unix/X$number";
  socket(X, PF_UNIX, SOCK_STREAM, 0) or fail(3, "no socket: $!");
  connect(X, sockaddr_un($path)) or connect(X, sockaddr_un("\0$path")) or fail(3, "no X server at $path: $!");
  my $cookie = cookie();
  my $method = length $cookie ? 'MIT-MAGIC-COOKIE-1' : '';
  put(pack('a x v v v v x2', 'l', 11, 0, length $method, length $cookie) . padded($method) . padded($cookie));
  my ($accepted, $length, undef, undef, $words) = unpack('C C v v v', take(8));
  my $answer = take(4 * $words);
  fail(3, 'the X server refused the connection: ' . substr($answer, 0, $length)) if $accepted != 1;
  my ($vendor, $formats) = unpack('x16 v x3 C', $answer);
  unpack('V', substr($answer, 32 + length(padded('x' x $vendor)) + 8 * $formats));
}

sub replies {
  my (@requests) = @_;
  my $first = $sent + 1;
  $sent += @requests;
  my @answers;
  for my $index (0 .. $#requests) {
    # Few requests at a time, so that neither side waits for the other with full buffers.
    put(join '', @requests[$index .. min($index + 63, $#requests)]) if $index % 64 == 0;
    my $expected = ($first + $index) & 0xffff;
    for (;;) {
      my $answer = take(32);
      my ($kind, $sequence, $words) = unpack('C x v V', $answer);
      $answer .= take(4 * $words) if $kind == 1 || $kind == 35;
      next if $kind > 1 || $sequence != $expected;
      push @answers, $kind == 1 ? $answer : undef;
      last;
    }
  }
  @answers;
}

sub min { $_[0] < $_[1] ? $_[0] : $_[1] }

my %atoms;
sub atoms {
  my @unknown = grep { !exists $atoms{$_} } @_;
  my @answers = replies(map { pack('C C v v x2', 16, 0, 2 + length(padded($_)) / 4, length $_) . padded($_) } @unknown);
  $atoms{$unknown[$_]} = unpack('x8 V', $answers[$_]) for 0 .. $#unknown;
  @atoms{@_};
}

my %names = (0 => '');
sub names {
  my @unknown = grep { !exists $names{$_} } @_;
  my @answers = replies(map { pack('C x v V', 17, 2, $_) } @unknown);
  for (0 .. $#unknown) {
    my $answer = $answers[$_];
    $names{$unknown[$_]} = defined $answer ? substr($answer, 32, unpack('x8 v', $answer)) : '';
  }
  @names{@_};
}

# At most 4 KiB of each.
sub properties {
  my ($window, @wanted) = @_;
  my @answers = replies(map { pack('C C v V V V V V', 20, 0, 6, $window, $_, 0, 0, 1024) } atoms(@wanted));
  my %found;
  for (0 .. $#wanted) {
    my $answer = $answers[$_];
    next if !defined $answer;
    my ($format, $type, $count) = unpack('x C x6 V x4 V', $answer);
    next if $type == 0;
    my $value = substr($answer, 32, $count * $format / 8);
    my ($name) = names($type);
    $value = join "\0", names(unpack 'V*', $value) if $name eq 'ATOM' && $format == 32;
    $found{$wanted[$_]} = { type => $name, value => $value };
  }
  \%found;
}

sub show {
  my ($window, $found) = @_;
  for my $name (sort keys %$found) {
    printf "property %u %s %s %s\n", $window, $name, map { unpack('H*', $_) || '-' } @{$found->{$name}}{qw(type value)};
  }
}

sub show_program {
  my ($window, $pid) = @_;
  open(my $file, '<:raw', "/proc/$pid/comm") or return;
  my $comm = <$file>;
  chomp $comm;
  my $exe = readlink("/proc/$pid/exe") || '';
  printf "program %u %s %s\n", $window, map { unpack('H*', $_) || '-' } $comm, $exe;
}

sub show_window {
  my ($window, $root) = @_;
  my ($geometry, $place) = replies(
    pack('C x v V', 14, 2, $window), pack('C x v V V s< s<', 40, 4, $window, $root, 0, 0));
  # It was closed meanwhile.
  return if !defined $geometry || !defined $place;
  my $found = properties($window, @properties);
  printf "window %u %d %d %u %u\n", $window, unpack('x12 s< s<', $place), unpack('x16 v v', $geometry);
  show($window, $found);
  my ($pid) = numbers($found->{_NET_WM_PID});
  show_program($window, $pid) if $pid;
}

sub send_message {
  my ($root, $window, $name, @words) = @_;
  my ($type, @data) = map { /^\d+$/ ? $_ : atoms($_) } $name, @words;
  # To SubstructureNotify and SubstructureRedirect, as EWMH asks.
  put(pack('C C v V V', 25, 0, 11, $root, 0x180000) . pack('C C v V V V5', 33, 32, 0, $window, $type, @data));
  $sent++;
}

my $root = connected();
my $managed = properties($root, @lists);
fail(4, 'no window manager lists its windows (_NET_CLIENT_LIST)') if !$managed->{_NET_CLIENT_LIST};
send_message($root, splice @messages, 0, 7) while @messages;
show(0, properties($root, '_NET_ACTIVE_WINDOW'));
my @windows = numbers($managed->{_NET_CLIENT_LIST});
show_window($_, $root) for @windows[0 .. min($#windows, 499)];
`;

/** What the exit codes of the program stand for, besides 0. */
export const exitCodes = { noServer: 3, noManager: 4, noPerl: 127 } as const;

/** The arguments of `sh` that run the program; the program's own follow. */
export const shellScript = 'program=$1; shift; command -v perl >/dev/null || exit 127; exec perl -e "$program" -- "$@"';
