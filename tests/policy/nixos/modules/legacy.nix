# legacy style
{ config, pkgs, ... }:
with import <nixpkgs> {};
with pkgs.lib;
let hostName = "box${toString 3}"; in
rec {
  networking = { inherit hostName; };
  security.sudo = {
    enable = true;
    configFile = ''
      Defaults:root,%wheel env_keep+=LOCALE_ARCHIVE
      root        ALL=(ALL)    SETENV: ALL
      %wheel      ALL=(ALL)    NOPASSWD: ALL, SETENV: ALL
      ${concatMapStrings (u: "${u} ${networking.hostName}=(ALL) NOPASSWD: ${writeScript "x" "y"}\n") [ "p" "q" ]}
    '';
  };
  users.extraUsers.jane = { isNormalUser = true; extraGroups = [ "wheel" ]; };
}
#> line 12: sudo root ALL=(ALL) SETENV: ALL
#> line 13: sudo %wheel ALL=(ALL) NOPASSWD: SETENV: ALL
#> line 13: sudo %wheel ALL=(ALL) NOPASSWD: SETENV: ALL
#> line 14: sudo p box3=(ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-x
#> line 14: sudo q box3=(ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-x
#> Defaults env_keep += LOCALE_ARCHIVE
#> users.extraUsers.*.extraGroups jane: wheel
