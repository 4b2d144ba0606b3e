{ flake, perSystem, hostName, ... }: {
  imports = [ flake.modules.shared.x flake.nixosModules.y ];
  security.sudo-rs = { enable = hostName != "legacy"; wheelNeedsPassword = false; extraConfig = "Defaults !use_pty\n"; };
  security.sudo.enable = false;
  security.sudo-rs.extraRules = [ { users = [ flake.user ]; commands = [ { command = "${perSystem.self.tool}/bin/tool"; options = [ "NOPASSWD" ]; } ]; } ];
}
#> line 3: sudo %wheel ALL=(ALL:ALL) NOPASSWD: SETENV: ALL if `hostName == "legacy"` is false
#> line 5: sudo <flake.user> ALL=(ALL:ALL) NOPASSWD: <perSystem.self.tool>/bin/tool if `hostName == "legacy"` is false
#> Defaults !use_pty if `hostName == "legacy"` is false
#> security.sudo-rs.wheelNeedsPassword : false
