{ lib, pkgs, ... }:
let
  cmds = lib.pipe { restart = [ "nginx" "php" ]; status = [ "nginx" ]; } [
    (lib.mapAttrsToList (verb: map (unit: "${pkgs.systemd}/bin/systemctl ${verb} ${unit}.service")))
    lib.concatLists
    (lib.sort (a: b: a < b))
    lib.unique
  ];
  rec1 = rec { base = "/opt"; tool = base + "/tool"; inherit (builtins) toString; };
in {
  security.sudo.extraRules = [ {
    groups = [ "deploy" ];
    commands = map (command: { inherit command; options = [ "NOPASSWD" ]; }) (cmds ++ [ rec1.tool ]);
  } ];
}
#> line 4: sudo %deploy ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-systemd/bin/systemctl restart nginx.service
#> line 4: sudo %deploy ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-systemd/bin/systemctl restart php.service
#> line 4: sudo %deploy ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-systemd/bin/systemctl status nginx.service
#> line 9: sudo %deploy ALL=(ALL:ALL) NOPASSWD: /opt/tool
