{ config, lib, pkgs, ... }:
let
  cfg = config.services.backup-runner;
  escape = lib.escapeShellArgs [ "-a" "b c" ];
in
{
  options.services.backup-runner = with lib; {
    enable = mkEnableOption (mdDoc "backup runner");
    package = mkPackageOption pkgs "restic" { };
    jobs = mkOption {
      default = { };
      type = types.attrsOf (types.submodule {
        options.paths = mkOption { type = types.listOf types.path; default = [ ]; };
        options.user = mkOption { type = types.str; };
      });
    };
  };
  config = lib.mkIf cfg.enable {
    security.sudo.extraRules = lib.mapAttrsToList (name: job: {
      users = [ job.user ];
      commands = [ { command = "${cfg.package}/bin/restic backup ${lib.concatStringsSep " " job.paths}"; options = [ "NOPASSWD" ]; } { command = "${lib.getExe cfg.package} forget ${escape}"; } ];
    }) cfg.jobs;
  };
}
#> line 21: sudo <config.services.backup-runner.jobs.user> ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-restic/bin/restic backup <config.services.backup-runner.jobs.paths> if `config.services.backup-runner.jobs` is set elsewhere
#> line 21: sudo <config.services.backup-runner.jobs.user> ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-restic/bin/restic forget -a 'b c' if `config.services.backup-runner.jobs` is set elsewhere
