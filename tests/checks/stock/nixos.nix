{ pkgs, ... }:
{
  security.sudo.enable = true;
  users.users.alice = {
    isNormalUser = true;
    extraGroups = [ "wheel" ];
  };
}
