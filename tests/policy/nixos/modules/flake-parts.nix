{ inputs, lib, self, ... }: {
  imports = [ inputs.treefmt-nix.flakeModule ];
  systems = [ "x86_64-linux" ];
  perSystem = { pkgs, ... }: { devShells.default = pkgs.mkShell { packages = [ pkgs.nixd ]; }; };
  flake.nixosModules.ops = { config, pkgs, ... }: {
    security.sudo-rs = {
      enable = true;
      execWheelOnly = true;
      extraRules = [ { groups = [ "ops" ]; runAs = "root"; commands = [ { command = "${pkgs.systemd}/bin/systemctl restart nginx"; options = [ "NOPASSWD" ]; } ]; } ];
    };
  };
}
#> line 9: sudo %ops ALL=(root) NOPASSWD: /nix/store/00000000000000000000000000000000-systemd/bin/systemctl restart nginx
#> security.sudo-rs.execWheelOnly : true
