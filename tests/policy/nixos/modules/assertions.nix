{ lib, config, user ? throw "set user", ... }:
assert lib.versionAtLeast lib.version "23.11" || true;
assert lib.assertMsg (lib.length [ 1 ] == 1) "oops";
{
  security.sudo.extraRules = [ { users = [ "ok" ]; commands = [ (lib.warn "old" "/bin/ok") (lib.trace "x" "/bin/t") (builtins.seq 1 "/bin/s") ]; } ];
  system.stateVersion = lib.mkDefault (lib.trivial.release or "24.11");
}
#> line 5: sudo ok ALL=(ALL:ALL) /bin/ok
#> line 5: sudo ok ALL=(ALL:ALL) /bin/t
#> line 5: sudo ok ALL=(ALL:ALL) /bin/s
