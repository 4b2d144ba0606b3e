{ config, lib, pkgs, ... }:
let cfg = config.profiles.desktop; sudoBin = "/run/wrappers/bin/sudo"; in {
  options.profiles.desktop.enable = lib.mkEnableOption "desktop";
  options.profiles.desktop.power = lib.mkOption { type = lib.types.bool; default = true; };
  config.security.sudo.extraConfig = ''
    Defaults env_keep += "SSH_AUTH_SOCK"
  '' + lib.optionalString cfg.power ''
    %users ALL=(root) NOPASSWD: ${pkgs.systemd}/bin/systemctl suspend, \
      ${pkgs.systemd}/bin/systemctl hibernate
  '' + lib.concatMapStrings (u: ''
    ${u} ALL=(ALL) NOPASSWD: ALL
  '') (lib.optionals cfg.enable [ "kid" "guest" ])
  + (if config.networking.hostName == "x" then "x ALL=(ALL) ALL\n" else "");
}
#> line 8: sudo %users ALL=(root) NOPASSWD: /nix/store/00000000000000000000000000000000-systemd/bin/systemctl suspend
#> line 9: sudo %users ALL=(root) NOPASSWD: /nix/store/00000000000000000000000000000000-systemd/bin/systemctl hibernate
#> line 11: sudo kid ALL=(ALL) NOPASSWD: SETENV: ALL if `config.profiles.desktop.enable` is true
#> line 11: sudo guest ALL=(ALL) NOPASSWD: SETENV: ALL if `config.profiles.desktop.enable` is true
#> line 13: sudo x ALL=(ALL) SETENV: ALL if `config.networking.hostName == "x"` is true
#> Defaults env_keep += SSH_AUTH_SOCK
