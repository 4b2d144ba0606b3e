{ inputs, ... }@flakeContext:
{ config, lib, pkgs, ... }: {
  config = {
    security = { sudo = { extraRules = [ { commands = [ { command = "/run/current-system/sw/bin/true"; options = [ "NOPASSWD" ]; } ]; groups = [ "wheel" ]; } ]; }; };
  };
}
#> line 4: sudo %wheel ALL=(ALL:ALL) NOPASSWD: /run/current-system/sw/bin/true
