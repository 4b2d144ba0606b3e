{ lib, config, ... }:
let
  people = {
    anna = { uid = 1001; admin = true; };
    bert = { uid = 1002; admin = false; };
  };
  admins = lib.attrNames (lib.filterAttrs (_: p: p.admin) people);
in {
  users.users = lib.mapAttrs (name: p: {
    isNormalUser = true;
    inherit (p) uid;
    extraGroups = [ "networkmanager" ] ++ lib.optional p.admin "wheel";
    openssh.authorizedKeys.keys = lib.splitString "\n" (lib.fileContents ./keys + "/${name}");
  }) people;
  security.sudo.extraRules = lib.flip lib.concatMap admins (name: [
    { users = [ name ]; commands = [ { command = "ALL"; options = [ "NOPASSWD" "SETENV" ]; } ]; }
  ]) ++ lib.mapAttrsToList (name: p: { users = [ name p.uid ]; commands = lib.optionals (!p.admin) [ "/run/current-system/sw/bin/reboot" ]; }) people;
}
#> line 16: sudo anna ALL=(ALL:ALL) NOPASSWD: SETENV: ALL
#> line 17: sudo bert ALL=(ALL:ALL) /run/current-system/sw/bin/reboot
#> line 17: sudo #1002 ALL=(ALL:ALL) /run/current-system/sw/bin/reboot
#> users.users.*.extraGroups anna: networkmanager
#> users.users.*.extraGroups anna: wheel
#> users.users.*.extraGroups bert: networkmanager
#> users.users.*.uid anna: 1001
#> users.users.*.uid bert: 1002
