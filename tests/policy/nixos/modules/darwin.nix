{ pkgs, ... }: {
  services.nix-daemon.enable = true;
  security.pam.enableSudoTouchIdAuth = true;
  security.pam.services.sudo_local.touchIdAuth = true;
  security.sudo.extraConfig = "%admin ALL=(root) NOPASSWD: sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824 /run/current-system/sw/bin/yabai --load-sa\n";
  system.defaults.dock.autohide = true;
  homebrew = { enable = true; casks = [ "iterm2" ]; };
}
#> line 5: sudo %admin ALL=(root) NOPASSWD: /run/current-system/sw/bin/yabai --load-sa
