{ config, pkgs, ... }:
let
  unstable = import (builtins.fetchTarball "https://github.com/NixOS/nixpkgs/archive/nixos-unstable.tar.gz") { config = config.nixpkgs.config; };
  home-manager = builtins.fetchTarball { url = "https://github.com/nix-community/home-manager/archive/master.tar.gz"; sha256 = "0000000000000000000000000000000000000000000000000000"; };
  secrets = import /etc/nixos/secrets.nix;
in {
  imports = [ (import "${home-manager}/nixos") ./hw.nix <nixpkgs/nixos/modules/profiles/headless.nix> ];
  nixpkgs.overlays = [ (self: super: { tool = unstable.tool; }) ];
  nixpkgs.config.packageOverrides = pkgs: { nur = import (builtins.fetchTarball "https://example.org/nur.tar.gz") { inherit pkgs; }; };
  home-manager.users.eve = { ... }: { home.packages = [ pkgs.htop ]; };
  security.sudo.extraRules = [
    { users = [ secrets.admin ]; commands = [ { command = "${unstable.podman}/bin/podman"; options = [ "NOPASSWD" ]; } ]; }
    { users = [ "eve" ]; commands = [ "${pkgs.nur.repos.x.y}/bin/y" "${pkgs.tool}/bin/tool -a" ]; }
  ];
}
#> line 12: sudo <(import /etc/nixos/secrets.nix).admin> ALL=(ALL:ALL) NOPASSWD: <(import (fetchTarball "https://github.com/NixOS/nixpkgs/archive/nixos-unstable.tar.gz") { config = config.nixpkgs.config; }).podman>/bin/podman
#> line 13: sudo eve ALL=(ALL:ALL) /nix/store/00000000000000000000000000000000-y/bin/y
#> line 13: sudo eve ALL=(ALL:ALL) /nix/store/00000000000000000000000000000000-tool/bin/tool -a
