{ self, inputs }:
{ config, lib, pkgs, ... }:
{
  security.sudo.extraRules = [ { users = [ "cur" ]; commands = [ "${self.packages.${pkgs.system}.tool}/bin/tool run *" "${inputs.x.packages.${pkgs.stdenv.hostPlatform.system}.default}/bin/x" ]; } ];
}
#> line 4: sudo cur ALL=(ALL:ALL) <self.packages.x86_64-linux.tool>/bin/tool run *
#> line 4: sudo cur ALL=(ALL:ALL) <inputs.x.packages.x86_64-linux.default>/bin/x
