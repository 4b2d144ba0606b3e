{ lib, ... }@args:
let inherit (args) config; in
lib.mkIf (config ? my && config.my.enable or false) {
  security.sudo.extraRules = lib.mkIf config.my.sudo (lib.mkOverride 10 [ { users = [ "f" ]; commands = [ "ALL" ]; } ]);
}
#> line 4: sudo f ALL=(ALL:ALL) SETENV: ALL if `config.my.sudo` is true
