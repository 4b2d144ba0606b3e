{ config, pkgs, lib, ... }:
let
  wg = name: pkgs.writeShellScriptBin "wireguard-${name}" "wg-quick up ${name}";
  names = [ "home" "work" ];
  np = [ "NOPASSWD" ];
  bin = "/run/current-system/sw/bin";
in {
  nixpkgs.overlays = [ (final: prev: rec {
    sudo = prev.sudo.override { withInsults = true; };
    python3 = prev.python3.override { packageOverrides = pyself: pysuper: { x = pysuper.x.overrideAttrs (o: { doCheck = false; }); }; };
  }) ];
  security.sudo = {
    package = pkgs.sudo.override { withInsults = true; };
    extraRules = [ {
      users = [ "lou" ];
      commands = lib.flatten [ (map (n: { command = "${wg n}/bin/wireguard-${n}"; options = np; }) names) (lib.forEach [ "mount" "umount" ] (c: { command = "${bin}/${c}"; options = np; })) ];
    } ];
  };
}
#> line 16: sudo lou ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-wireguard-home/bin/wireguard-home
#> line 16: sudo lou ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-wireguard-work/bin/wireguard-work
#> line 16: sudo lou ALL=(ALL:ALL) NOPASSWD: /run/current-system/sw/bin/mount
#> line 16: sudo lou ALL=(ALL:ALL) NOPASSWD: /run/current-system/sw/bin/umount
