{ config, ... }: let
  sudoers = rec { path = "/run/current-system/sw/bin"; cmds = [ "${path}/a" "${path}/b" ]; };
in {
  security.sudo.extraRules = with sudoers; [ { groups = [ "g" ]; commands = (map (c: { command = c; options = [ "NOPASSWD" ]; }) cmds); } ];
  security.sudo.extraConfig = builtins.concatStringsSep "\n" ([ "Defaults !lecture" ] ++ (if config.boot.isContainer then [ ] else [ "Defaults insults" ])) + "\n";
  users.users = builtins.listToAttrs (map (n: { name = "u${toString n}"; value = { isNormalUser = true; extraGroups = [ "docker" ]; }; }) [ 1 2 3 ]);
}
#> line 2: sudo %g ALL=(ALL:ALL) NOPASSWD: /run/current-system/sw/bin/a
#> line 2: sudo %g ALL=(ALL:ALL) NOPASSWD: /run/current-system/sw/bin/b
#> Defaults !lecture
#> Defaults insults if `config.boot.isContainer` is false
#> users.users.*.extraGroups u1: docker
#> users.users.*.extraGroups u2: docker
#> users.users.*.extraGroups u3: docker
