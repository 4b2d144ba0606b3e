{ config, lib, pkgs, inputs, outputs, myLib, ... }:
let
  inherit (myLib) mkSudo hosts;
  inherit (inputs.self.lib) users;
  t = inputs.nix-colors.lib.contrib { inherit pkgs; };
in
{
  imports = [ inputs.sops-nix.nixosModules.sops outputs.nixosModules.common ] ++ (map (n: ./. + "/${n}.nix") [ "a" "b" ]) ++ (myLib.scanPaths ./.);
  security.sudo.extraRules = [
    { users = users.admins; commands = [ { command = "/run/current-system/sw/bin/nix-collect-garbage"; options = [ "NOPASSWD" ]; } ]; }
    { users = map (u: u.name) users.list; commands = [ "/bin/a" ]; }
    (mkSudo { user = "zed"; })
    { users = [ "static" ]; commands = map (h: { command = "/bin/ssh ${h}"; options = [ "NOPASSWD" ]; }) hosts; }
  ];
}
#> line 12: what `myLib.mkSudo { user = "zed"; }` adds is not known
#> line 10: sudo <inputs.self.lib.users.admins> ALL=(ALL:ALL) NOPASSWD: /run/current-system/sw/bin/nix-collect-garbage
#> line 11: sudo <inputs.self.lib.users.list.name> ALL=(ALL:ALL) /bin/a
#> line 13: sudo static ALL=(ALL:ALL) NOPASSWD: /bin/ssh <myLib.hosts>
