{ config, lib, pkgs, username ? "sam", ... }: {
  security = {
    sudo.enable = false;
    doas = {
      enable = true;
      extraRules = [
        { users = [ username ]; keepEnv = true; noPass = true; }
        { groups = [ "wheel" ]; persist = true; }
        { users = [ "nobody" ]; cmd = "${pkgs.systemd}/bin/systemctl"; args = [ "restart" "x" ]; noPass = true; runAs = "root"; }
      ];
      extraConfig = ''
        permit nopass :backup as root cmd /run/current-system/sw/bin/rsync
        deny guest
      '';
    };
  };
  environment.shellAliases.sudo = "doas";
}
#> line 1: doas sam ALL=(ALL) NOPASSWD: SETENV: ALL
#> line 8: doas %wheel ALL=(ALL) ALL
#> line 9: doas nobody ALL=(root) NOPASSWD: /nix/store/00000000000000000000000000000000-systemd/bin/systemctl restart x
#> line 12: doas %backup ALL=(root) NOPASSWD: /run/current-system/sw/bin/rsync
#> line 13: doas guest ALL=(ALL) !ALL
