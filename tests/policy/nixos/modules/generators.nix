{ lib, pkgs, ... }: {
  environment.etc."x.ini".text = lib.generators.toINI { } { a.b = 1; };
  environment.etc."y".source = (pkgs.formats.toml { }).generate "y.toml" { a = 1; };
  services.foo.settings = (pkgs.formats.json { }).type;
  security.sudo.extraRules = [ { users = [ "gen" ]; commands = [ { command = "${(pkgs.writeShellScript "go" "exec true")}"; options = [ "NOPASSWD" ]; } { command = "${pkgs.callPackage ./pkg.nix { }}/bin/p"; } { command = "${pkgs.python3.withPackages (p: [ p.requests ])}/bin/python3 /opt/x.py"; } { command = "${pkgs.linuxPackages_latest.cpupower}/bin/cpupower frequency-set -g *"; } { command = "${lib.getBin pkgs.zfs}/bin/zfs"; } ]; } ];
}
#> line 5: sudo gen ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-go
#> line 5: sudo gen ALL=(ALL:ALL) NOPASSWD: <pkgs.callPackage ./pkg.nix { }>/bin/p
#> line 5: sudo gen ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-python3/bin/python3 /opt/x.py
#> line 5: sudo gen ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-cpupower/bin/cpupower frequency-set -g *
#> line 5: sudo gen ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-zfs/bin/zfs
