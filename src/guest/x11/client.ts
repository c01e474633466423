// A small X11 client in Perl, for what no program of a desktop does: X Window System Protocol, X11R7.7, core requests.

/** Families of addresses in a file of cookies: Xauth.h. */
const family = { local: 256, wild: 65535 };

/** Exit codes of {@link xClient}, beside those of the program that follows it. */
export const clientExit = { noServer: 3, noPerl: 127 } as const;

/**
 * The beginning of a Perl program that talks to an X server. It takes the display and the file with its cookies from the
 * arguments and connects; `$root` is then the root window. Needs perl-base only, which is essential in Debian and Ubuntu,
 * and no module that is slow to load under emulation. Exits with a line on standard error when the server cannot be
 * reached, or does not answer for 30 s.
 */
export const xClient = String.raw`
use strict; use warnings; use Socket;

# For each answer of the server, in whole seconds.
my $answerLimit = 30;
my ($buffer, $sent, $rejected, $onEvent) = ('', 0, 0, sub {});
my %atoms;
my $root = connectTo(splice @ARGV, 0, 2);

sub fail { my ($code, $reason) = @_; print STDERR "$reason\n"; exit $code }
sub lost { fail(${clientExit.noServer}, @_) }
sub padded { my ($bytes) = @_; $bytes . "\0" x (-length($bytes) % 4) }
sub min { $_[0] < $_[1] ? $_[0] : $_[1] }

# Waits for a part of a second.
sub pause { select undef, undef, undef, $_[0] }

sub connectTo {
  my ($display, $authority) = @_;
  my ($number) = $display =~ /^(?:unix)?:(\d+)(?:\.\d+)?$/ or lost("the display $display is not on this machine");
  my $refusal;
  # Without a cookie last: the server may let this user in by name.
  for my $cookie (cookies($authority, $number), '') {
    open_socket("/tmp/.X11-unix/X$number");
    my ($accepted, $setup) = introduce($cookie);
    return root_of($setup) if $accepted;
    $refusal //= $setup;
    close X;
    $buffer = '';
  }
  lost("the X server refused the connection: $refusal");
}

sub open_socket {
  my ($path) = @_;
  socket(X, PF_UNIX, SOCK_STREAM, 0) or lost("no socket: $!");
  connect(X, sockaddr_un($path)) or connect(X, sockaddr_un("\0$path")) or lost("no X server at $path: $!");
}

# Whether the server accepts the cookie, and its description, or why not.
sub introduce {
  my ($cookie) = @_;
  my $method = length $cookie ? 'MIT-MAGIC-COOKIE-1' : '';
  put(pack('a x v v v v x2', 'l', 11, 0, length $method, length $cookie) . padded($method) . padded($cookie));
  my ($accepted, $length, $words) = unpack('C C x4 v', take(8));
  my $setup = take(4 * $words);
  $accepted == 1 ? (1, $setup) : (0, substr($setup, 0, $length));
}

sub root_of {
  my ($setup) = @_;
  my ($vendor, $formats) = unpack('x16 v x3 C', $setup);
  unpack('V', substr($setup, 32 + length(padded('x' x $vendor)) + 8 * $formats));
}

# The cookies of a display (Xau(3)), the likeliest first: a file may have those of other hosts, and this one's of an
# earlier name.
sub cookies {
  my ($authority, $number) = @_;
  my ($host) = read_file('/proc/sys/kernel/hostname') =~ /(.*)/;
  my $data = read_file($authority);
  my (@ranked, %seen);
  while (length $data) {
    # Fails at an entry that is cut.
    my @entry = eval { unpack('n n/a n/a n/a n/a a*', $data) } or last;
    (my ($family, $address, $display, $name, $value), $data) = @entry;
    next if $name ne 'MIT-MAGIC-COOKIE-1' || ($display ne '' && $display ne $number) || $seen{$value}++;
    my $rank = $family == ${family.local} ? ($address eq $host ? 0 : 2) : $family == ${family.wild} ? 1 : 3;
    push @{$ranked[$rank]}, $value;
  }
  map { @{$_ // []} } @ranked;
}

# The content of a file; nothing if it cannot be read.
sub read_file {
  my ($path) = @_;
  open(my $file, '<:raw', $path) or return '';
  local $/;
  <$file> // '';
}

sub put {
  my ($bytes) = @_;
  while (length $bytes) {
    my $count = syswrite(X, $bytes) or lost('the X server closed the connection');
    substr($bytes, 0, $count) = '';
  }
}

# Whether so many bytes have arrived until a time.
sub filled {
  my ($size, $until) = @_;
  while (length $buffer < $size) {
    my $left = $until - time;
    return 0 if $left <= 0;
    vec(my $bits = '', fileno(X), 1) = 1;
    next if select($bits, undef, undef, $left) <= 0;
    sysread(X, $buffer, 65536, length $buffer) or lost('the X server closed the connection');
  }
  1;
}

sub take {
  my ($size) = @_;
  filled($size, time + $answerLimit) or lost('the X server does not answer');
  substr $buffer, 0, $size, '';
}

# The next reply, error or event; undefined when there is none until then.
sub packet {
  my ($until) = @_;
  filled(32, $until) or return undef;
  my $packet = take(32);
  my ($kind, $words) = unpack('C x3 V', $packet);
  $kind == 1 || $kind == 35 ? $packet . take(4 * $words) : $packet;
}

sub encoded {
  my ($opcode, $data, $body) = @_;
  $body = padded($body);
  pack('C C v', $opcode, $data, 1 + length($body) / 4) . $body;
}

# Sends a request that has no reply.
sub request { put(encoded(@_)); $sent++ }

# The replies to requests; undefined for those that the server answers with an error.
sub replies {
  my (@requests) = @_;
  my $first = $sent + 1;
  $sent += @requests;
  my @answers;
  for my $index (0 .. $#requests) {
    # Few requests at a time, so that neither side waits for the other with full buffers.
    put(join '', @requests[$index .. min($index + 63, $#requests)]) if $index % 64 == 0;
    push @answers, reply(($first + $index) & 0xffff);
  }
  @answers;
}

sub reply {
  my ($expected) = @_;
  for (;;) {
    my $packet = packet(time + $answerLimit) // lost('the X server does not answer');
    my ($kind, $sequence) = unpack('C x v', $packet);
    if ($kind > 1) { $onEvent->($packet); next }
    return $kind == 1 ? $packet : undef if $sequence == $expected;
    $rejected++ if $kind == 0;
  }
}

sub ask { (replies(encoded(@_)))[0] }

# Waits until the server has handled all requests; the number of those without a reply that it rejected.
sub settled {
  ask(43, 0, '');
  my $count = $rejected;
  $rejected = 0;
  $count;
}

sub atoms {
  my @unknown = grep { !exists $atoms{$_} } @_;
  my @answers = replies(map { encoded(16, 0, pack('v x2 a*', length $_, $_)) } @unknown);
  $atoms{$unknown[$_]} = unpack('x8 V', $answers[$_]) for 0 .. $#unknown;
  @atoms{@_};
}

# Properties of a window by their names, undefined for those it has not: type (an atom), format and at most 4 KiB of each.
sub properties { my ($window, @names) = @_; properties_up_to(1024, $window, @names) }

# The same, with at most so many 32-bit words of each.
sub properties_up_to {
  my ($words, $window, @names) = @_;
  map { property($_) } replies(map { encoded(20, 0, pack('V5', $window, $_, 0, 0, $words)) } atoms(@names));
}

sub property {
  my ($reply) = @_;
  my ($format, $type, $count) = defined $reply ? unpack('x C x6 V x4 V', $reply) : (0, 0, 0);
  $type ? { type => $type, format => $format, value => substr($reply, 32, $count * $format / 8) } : undef;
}

# The 32-bit numbers of a property; none if it is not there.
sub numbers { my ($property) = @_; $property && $property->{format} == 32 ? unpack('V*', $property->{value}) : () }
`;
