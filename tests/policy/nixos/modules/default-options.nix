{ config, options, lib, pkgs, ... }: {
  security.sudo.keepTerminfo = false;
  security.sudo.defaultOptions = lib.mkForce [ ];
  security.sudo.extraRules = lib.mkBefore [ { groups = [ "wheel" ]; commands = [ "ALL" ]; } ];
  warnings = lib.optional (options.services ? foo) "x";
  boot.kernel.sysctl = lib.mapAttrs (_: lib.mkDefault) { "net.ipv4.ip_forward" = 1; };
  networking.firewall.extraCommands = lib.concatStringsSep "\n" (map (p: "iptables -A INPUT -p tcp --dport ${toString p} -j ACCEPT") [ 80 443 ]);
}
#> line 4: sudo %wheel ALL=(ALL:ALL) SETENV: ALL
