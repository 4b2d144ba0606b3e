{ pkgs, lib, ... }:
let
  rebuild = pkgs.writeShellScriptBin "rebuild" ''
    #!/usr/bin/env bash
    exec nixos-rebuild switch --flake "$1"
  '';
  app = pkgs.writeShellApplication { name = "deploy"; runtimeInputs = with pkgs; [ git openssh ]; text = ''ssh "$@"''; };
  py = pkgs.writers.writePython3Bin "tool" { libraries = [ pkgs.python3Packages.requests ]; } "print(1)";
  plain = pkgs.writeScript "plain" "#!/bin/sh\nid\n";
  drv = pkgs.stdenv.mkDerivation rec { pname = "mytool"; version = "1.0"; src = ./.; installPhase = "mkdir -p $out/bin"; };
  linked = pkgs.symlinkJoin { name = "joined"; paths = [ pkgs.hello ]; };
  ran = pkgs.runCommand "gen" { nativeBuildInputs = [ pkgs.jq ]; } "mkdir $out";
in {
  environment.systemPackages = [ rebuild app ];
  security.sudo.extraRules = [{
    groups = [ "wheel" ];
    commands = [
      { command = "${rebuild}/bin/rebuild"; options = [ "NOPASSWD" ]; }
      { command = lib.getExe app; options = [ "NOPASSWD" ]; }
      { command = "${py}/bin/tool"; }
      "${plain}"
      { command = "${drv}/bin/mytool"; }
      { command = lib.getExe' drv "other"; }
      "${linked}/bin/hello" "${ran}/x"
    ];
  }];
}
#> line 18: sudo %wheel ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-rebuild/bin/rebuild
#> line 19: sudo %wheel ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-deploy/bin/deploy
#> line 20: sudo %wheel ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-tool/bin/tool
#> line 21: sudo %wheel ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-plain
#> line 22: sudo %wheel ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-mytool/bin/mytool
#> line 23: sudo %wheel ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-mytool/bin/other
#> line 24: sudo %wheel ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-joined/bin/hello
#> line 24: sudo %wheel ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-gen/x
