{ pkgs, lib, config, ... }:
let
  cfg = config;
  nested = let a = 1; in let b = a + 1; in { inherit a b; };
  fix = lib.fix (self: { x = "/bin/x"; y = self.x + "y"; });
  over = lib.recursiveUpdate { a.b = 1; a.c = [ "NOPASSWD" ]; } { a.b = 2; };
  fold = lib.foldr (a: b: "${a}/${b}") "" [ "/opt" "app" ];
  zipped = lib.zipListsWith (u: c: { users = [ u ]; commands = [ c ]; }) [ "u1" "u2" ] [ "/bin/1" "/bin/2" ];
  imap = lib.imap1 (i: c: { command = c; options = over.a.c; }) [ fix.y ];
in {
  security.sudo.extraRules = zipped ++ [ { users = [ "imap" ]; commands = imap ++ [ fold ]; } ] ++ (with nested; lib.optional (b == 2) { users = [ "nested" ]; commands = [ "/bin/${toString b}" ]; });
}
#> line 8: sudo u1 ALL=(ALL:ALL) /bin/1
#> line 8: sudo u2 ALL=(ALL:ALL) /bin/2
#> line 5: sudo imap ALL=(ALL:ALL) NOPASSWD: /bin/xy
#> line 7: sudo imap ALL=(ALL:ALL) NOPASSWD: /opt/app/
#> line 11: sudo nested ALL=(ALL:ALL) /bin/2
