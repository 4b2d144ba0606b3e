{ config, pkgs, lib, ... }: {
  disko.devices.disk.main = {
    type = "disk"; device = lib.mkDefault "/dev/nvme0n1";
    content = { type = "gpt"; partitions = { ESP = { size = "512M"; type = "EF00"; content = { type = "filesystem"; format = "vfat"; mountpoint = "/boot"; mountOptions = [ "umask=0077" ]; }; }; root = { size = "100%"; content = { type = "luks"; name = "crypted"; settings.allowDiscards = true; content = { type = "btrfs"; subvolumes = { "/root".mountpoint = "/"; "/nix" = { mountpoint = "/nix"; mountOptions = [ "noatime" ]; }; }; }; }; }; }; };
  };
  age.secrets.sudo-pass = { file = ../secrets/pass.age; owner = "root"; mode = "0400"; };
  sops.secrets."restic/env" = { sopsFile = ./secrets.yaml; };
  security.sudo.extraConfig = ''
    Defaults lecture = never
    Defaults passwd_timeout=0, timestamp_timeout=30
    %wheel ALL=(ALL) NOPASSWD: ${pkgs.systemd}/bin/poweroff, ${lib.getExe pkgs.ripgrep}
    backup ALL=(root) NOPASSWD: ${pkgs.bash}/bin/bash ${config.age.secrets.sudo-pass.path}
  '';
}
#> line 11: sudo %wheel ALL=(ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-systemd/bin/poweroff
#> line 11: sudo %wheel ALL=(ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-ripgrep/bin/rg
#> line 12: sudo backup ALL=(root) NOPASSWD: /nix/store/00000000000000000000000000000000-bash/bin/bash <config.age.secrets.sudo-pass.path>
#> Defaults lecture = never
#> Defaults passwd_timeout = 0
#> Defaults timestamp_timeout = 30
