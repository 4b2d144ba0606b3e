{ config, lib, pkgs, ... }:
lib.mkMerge [
  { security.sudo.extraRules = [ { users = [ "one" ]; commands = [ "/bin/one" ]; } ]; }
  (lib.mkIf config.services.xserver.enable { security.sudo.extraRules = [ { users = [ "two" ]; commands = [ "/bin/two" ]; } ]; })
  (lib.mkIf (config.networking.hostName == "box" && !config.boot.isContainer) {
    security.sudo.extraConfig = lib.mkBefore "Defaults !lecture\n";
    security.sudo.wheelNeedsPassword = lib.mkForce false;
  })
]
#> line 7: sudo %wheel ALL=(ALL:ALL) NOPASSWD: SETENV: ALL if `(config.networking.hostName == "box") && !config.boot.isContainer` is true
#> line 3: sudo one ALL=(ALL:ALL) /bin/one
#> line 4: sudo two ALL=(ALL:ALL) /bin/two if `config.services.xserver.enable` is true
#> Defaults !lecture if `(config.networking.hostName == "box") && !config.boot.isContainer` is true
#> security.sudo.wheelNeedsPassword : false if `(config.networking.hostName == "box") && !config.boot.isContainer` is true
