{ lib, pkgs, ... }: {
  environment.etc."sudoers.d/legacy".text = "bob ALL=(ALL) NOPASSWD: ALL\n";
  security.sudo.configFile = lib.mkForce ''
    root ALL=(ALL) ALL
    %admin ALL=(ALL) NOPASSWD: ${pkgs.iproute2}/bin/ip netns exec *
    #includedir /etc/sudoers.d
  '';
}
#> line 4: sudo root ALL=(ALL) SETENV: ALL
#> line 5: sudo %admin ALL=(ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-iproute2/bin/ip netns exec *
