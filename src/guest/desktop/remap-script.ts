// The Perl program that gives keys of an X session other symbols, once programs have taken the keys typed before.

/**
 * Goes on where `xClient` ends. Arguments: the X key code of the marker or 0, seconds for the keys typed before, a key and
 * its auto-repeat as `keycode=mode` (0 off, 2 default), and `keycode=symbol,symbol` for each key to change. Prints the
 * former symbols of these keys in the same form; or `problem …` if keys typed before may be lost, or `no answer` if the
 * program with the focus cannot tell, and then changes nothing.
 *
 * A program reads the key map late, when it handles a key, so a change must wait until it has handled all before: once
 * the server has seen the marker, which is pressed after them, the window with the focus answers a `_NET_WM_PING`
 * (Extended Window Manager Hints 1.5) after them. If another run of this program has begun meanwhile, because nobody waits
 * for this one any more, the map stays as it is.
 */
export const remapProgram = String.raw`
my ($marker, $limit, $repeat, @changes) = @ARGV;
my ($visible) = numbers(properties($root, 'XFree86_has_VT'));
fail(1, 'the X session is not on the screen') if defined $visible && !$visible;
# ChangeProperty: the run that began last, by its process; CARDINAL is 6.
request(18, 0, pack 'V3 C x3 V V', $root, atoms('_DEMOTOOL_KEY_MAP'), 6, 32, 1, $$);
awaitKeys(time + $limit) if $marker;
# ChangeKeyboardControl: the repeat of one key.
request(102, 0, pack 'V3', 0xc0, split /=/, $repeat);
print join(" ", map { change(split /=/) } grouped(@changes)), "\n";
fail(1, 'the X server rejects the key map') if settled();

sub leave { print "$_[0]\n"; exit 0 }

sub awaitKeys {
  my ($until) = @_;
  until (vec unpack("x8 a32", ask(44, 0, "")), $marker, 1) {
    leave("problem the keys have not reached the X session") if time > $until;
    pause(0.01);
  }
  awaitFocus($until);
  my ($last) = numbers(properties($root, '_DEMOTOOL_KEY_MAP'));
  leave("problem another change of the key map has begun") if $last != $$;
}

sub awaitFocus {
  my ($until) = @_;
  my ($protocols, $ping) = atoms(qw(WM_PROTOCOLS _NET_WM_PING));
  my $window = unpack "x8 V", ask(43, 0, "");
  until ($window <= 1 || grep { $_ == $ping } numbers(properties($window, 'WM_PROTOCOLS'))) {
    my $tree = ask(15, 0, pack "V", $window);
    $window = $tree ? unpack("x12 V", $tree) : 0;
  }
  leave("no answer") if $window <= 1;
  my ($stamp, $answered) = (int rand 2**31, 0);
  $onEvent = sub {
    my ($code, $type, $protocol, $time) = unpack "C x7 V V V", $_[0];
    $answered = 1 if ($code & 127) == 33 && $type == $protocols && $protocol == $ping && $time == $stamp;
  };
  # SubstructureNotify, which GTK sends its answer for, and StructureNotify, which Qt does.
  request(2, 0, pack "V3", $root, 0x800, 0x80000 | 0x20000);
  my $event = pack "C C x2 V2 V3 x8", 33, 32, $window, $protocols, $ping, $stamp, $window;
  request(25, 0, pack("V2", $window, 0) . $event);
  settled();
  until ($answered) {
    my $packet = packet($until) // leave("problem the window with the keyboard focus has not taken the keys");
    $onEvent->($packet) if ord $packet > 1;
  }
}

# Keys that follow each other, in one: programs reload the map at each change. Each has as many symbols as the longest.
sub grouped {
  my @groups;
  for my $key (sort { $a->[0] <=> $b->[0] } map { [split /=/, $_, 2] } @_) {
    my $last = $groups[-1];
    if ($last && $last->[-1][0] + 1 == $key->[0]) { push @$last, $key } else { push @groups, [$key] }
  }
  return map { my $group = $_; join "=", $group->[0][0], map { $_->[1] } @$group } @groups;
}

sub change {
  my ($first, @lists) = @_;
  my $reply = ask(101, 0, pack "C C x2", $first, scalar @lists) // fail(1, "the X server has no keys from $first on");
  my $width = unpack "x C", $reply;
  my @former = unpack "V*", substr $reply, 32;
  my @symbols = map { [split /,/] } @lists;
  my ($most) = sort { $b <=> $a } map { scalar @$_ } @symbols;
  request(100, scalar @lists, pack("C C x2", $first, $most) . join "", map { pack "V$most", @$_, (0) x ($most - @$_) } @symbols);
  return map { ($first + $_) . "=" . join ",", @former[$_ * $width .. ($_ + 1) * $width - 1] } 0 .. $#lists;
}
`;
