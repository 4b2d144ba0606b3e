let
  pkgs = import <nixpkgs> { };
  nixosSystem = import "${pkgs.path}/nixos/lib/eval-config.nix";
in
nixosSystem {
  system = builtins.currentSystem;
  modules = [ ({ ... }: { security.sudo.extraRules = [ { users = [ "evalconf" ]; commands = [ "ALL" ]; } ]; }) ];
}
#> line 7: sudo evalconf ALL=(ALL:ALL) SETENV: ALL
