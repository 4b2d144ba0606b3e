{ pkgs, ... }:
{
  # an attribute set with a path
  systemd.tmpfiles.rules = [ "d /var/lib/x 0750 root root -" ];
  services.nginx.virtualHosts."example.org" = { forceSSL = true; locations."/" = { proxyPass = "http://127.0.0.1:${toString 80}"; extraConfig = ''proxy_set_header X ''${y};''; }; };
  security.sudo = {
    extraRules = [
      {
        users = [ "nagios" ];
        commands = [
          { command = ''${pkgs.monitoring-plugins}/bin/check_http -H ${"a"}''; options = [ "NOPASSWD" ]; }
        ];
      }
    ];
    extraConfig = with pkgs; ''
      Defaults:picloud secure_path="${lib.makeBinPath [ kmod nixos-container ]}:/nix/var/nix/profiles/default/bin:/run/current-system/sw/bin"
      Defaults timestamp_type = global
      alice ALL=(ALL:ALL) SETENV: NOPASSWD: ${coreutils}/bin/ls
    '';
  };
}
#> line 11: sudo nagios ALL=(ALL:ALL) NOPASSWD: /nix/store/00000000000000000000000000000000-monitoring-plugins/bin/check_http -H a
#> line 18: sudo alice ALL=(ALL:ALL) NOPASSWD: SETENV: /nix/store/00000000000000000000000000000000-coreutils/bin/ls
#> Defaults secure_path = /nix/store/00000000000000000000000000000000-kmod/bin:/nix/store/00000000000000000000000000000000-nixos-container/bin:/nix/var/nix/profiles/default/bin:/run/current-system/sw/bin
#> Defaults timestamp_type = global
