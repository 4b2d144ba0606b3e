{ lib, config, ... }:
let
  mkUser = { name, admin ? false, ... }@u: {
    users.users.${name} = { isNormalUser = true; extraGroups = lib.optionals admin [ "wheel" ]; } // removeAttrs u [ "name" "admin" ];
    security.sudo.extraRules = lib.optional admin { users = [ name ]; commands = [ { command = "ALL"; options = [ "NOPASSWD" ]; } ]; };
  };
in {
  config = lib.mkMerge ((map mkUser [ { name = "jo"; admin = true; uid = 1000; } { name = "mo"; } ]) ++ [ { time.timeZone = "UTC"; } ]);
}
#> line 5: sudo jo ALL=(ALL:ALL) NOPASSWD: SETENV: ALL
#> users.users.*.extraGroups jo: wheel
#> users.users.*.uid jo: 1000
