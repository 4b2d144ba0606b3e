{ config, lib, pkgs, modulesPath, ... }:
with lib;
let
  cfg = config.services.myapp;
  inherit (pkgs) coreutils;
  mkRule = user: cmds: {
    users = [ user ];
    commands = map (c: { command = c; options = [ "NOPASSWD" ]; }) cmds;
  };
in
{
  imports = [ "${modulesPath}/installer/scan/not-detected.nix" ./hardware-configuration.nix ];
  options.services.myapp = {
    enable = mkEnableOption "my app";
    user = mkOption { type = types.str; default = "myapp"; description = "user"; };
    commands = mkOption { type = types.listOf types.str; default = [ "${coreutils}/bin/true" ]; };
  };
  config = mkIf cfg.enable {
    users.users.${cfg.user} = { isSystemUser = true; group = cfg.user; extraGroups = [ "docker" ]; };
    users.groups.${cfg.user} = { };
    systemd.services.myapp = {
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      path = with pkgs; [ bash git ];
      serviceConfig = { ExecStart = "${pkgs.myapp}/bin/myapp --port ${toString 8080}"; User = cfg.user; };
      script = ''
        set -euo pipefail
        if [[ -z "''${FOO:-}" ]]; then echo $BAR; fi
      '';
    };
    security.sudo.extraRules = [ (mkRule cfg.user cfg.commands) (mkRule "backup" [ "${pkgs.rsync}/bin/rsync" ]) ];
    assertions = [ { assertion = cfg.user != "root"; message = "no root"; } ];
    warnings = optional (cfg.user == "nobody") "bad idea: ${cfg.user}";
  };
}
#> line 16: sudo myapp ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-coreutils/bin/true if `config.services.myapp.enable` is true
#> line 31: sudo backup ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-rsync/bin/rsync if `config.services.myapp.enable` is true
#> users.users.*.extraGroups myapp: docker if `config.services.myapp.enable` is true
#> users.users.*.group myapp: myapp if `config.services.myapp.enable` is true
