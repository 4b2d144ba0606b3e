{ config, lib, ... }: {
  users.users.a = { isNormalUser = true; home = "/home/${config.users.users.a.name}"; };
  security.sudo.extraRules = [ { users = [ config.users.users.a.name ]; commands = [ "${config.users.users.a.home}/bin/x" ]; } ];
  security.sudo.extraConfig = lib.mkIf config.security.sudo.wheelNeedsPassword "Defaults timestamp_timeout=1\n";
}
#> line 3: sudo a ALL=(ALL:ALL) /home/a/bin/x
#> Defaults timestamp_timeout = 1
