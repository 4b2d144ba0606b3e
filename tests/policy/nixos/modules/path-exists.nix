{ config, pkgs, lib, ... }:
let secretsFile = ./secrets.nix; secrets = if builtins.pathExists secretsFile then import secretsFile else { user = "fallback"; }; in {
  security.sudo.extraRules = [ { users = [ secrets.user ]; commands = [ "ALL" ]; } { users = lib.singleton "s"; commands = lib.toList "/bin/s"; runAs = "${config.users.users.web.name}:${config.users.groups.web.name}"; } ];
}
#> line 3: sudo fallback ALL=(ALL:ALL) SETENV: ALL
#> line 3: sudo s ALL=(<config.users.users.web.name>:<config.users.groups.web.name>) /bin/s
