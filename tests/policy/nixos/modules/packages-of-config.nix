{ pkgs, lib, config, ... }:
let
  commandsFor = {
    "x86_64-linux" = [ "/bin/x86" ];
    "aarch64-linux" = [ "/bin/arm" ];
  }.${pkgs.system} or [ ];
  user = if lib.versionOlder (lib.versions.majorMinor lib.version) "23.05" then "old" else "new";
  kernel = config.boot.kernelPackages;
in {
  security.sudo.extraRules = [
    { users = [ user ]; commands = commandsFor; }
    { users = [ "perf" ]; commands = [ "${kernel.perf}/bin/perf" "${config.boot.kernelPackages.turbostat}/bin/turbostat -q" ]; }
    { users = [ "wrap" ]; commands = [ "${config.security.wrapperDir}/mount" "${config.system.path}/bin/x" "${config.nix.package}/bin/nix-store --gc" ]; }
    { groups = [ config.users.groups.adm.name ]; commands = [ "${config.systemd.package}/bin/journalctl *" ]; }
    (lib.mkIf config.services.foo.enable { users = [ "cond" ]; commands = [ "/bin/cond" ]; })
  ];
}
#> line 4: sudo new ALL=(ALL:ALL) /bin/x86 if `versionOlder (lib.majorMinor lib.version) "23.05"` is false
#> line 4: sudo old ALL=(ALL:ALL) /bin/x86 if `versionOlder (lib.majorMinor lib.version) "23.05"` is true
#> line 12: sudo perf ALL=(ALL:ALL) <config.boot.kernelPackages.perf>/bin/perf
#> line 12: sudo perf ALL=(ALL:ALL) <config.boot.kernelPackages.turbostat>/bin/turbostat -q
#> line 13: sudo wrap ALL=(ALL:ALL) <config.security.wrapperDir>/mount
#> line 13: sudo wrap ALL=(ALL:ALL) <config.system.path>/bin/x
#> line 13: sudo wrap ALL=(ALL:ALL) <config.nix.package>/bin/nix-store --gc
#> line 14: sudo %<config.users.groups.adm.name> ALL=(ALL:ALL) <config.systemd.package>/bin/journalctl *
#> line 15: sudo cond ALL=(ALL:ALL) /bin/cond if `config.services.foo.enable` is true
