{ inputs, config, ... }:
let
  inherit (config.flake) meta;
in {
  flake.modules.nixos.base = { lib, pkgs, ... }: { security.sudo.wheelNeedsPassword = false; };
  flake.modules.nixos.ci = { lib, pkgs, ... }: {
    security.sudo.extraRules = [ { users = [ meta.ci.user ]; commands = [ { command = lib.getExe pkgs.docker-client; options = [ "NOPASSWD" ]; } ]; } ];
  };
  flake.modules.homeManager.x = { programs.bash.enable = true; };
}
#> line 7: sudo <config.flake.meta.ci.user> ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-docker-client/bin/docker
#> line 5: sudo %wheel ALL=(ALL:ALL) NOPASSWD: SETENV: ALL
#> security.sudo.wheelNeedsPassword : false
