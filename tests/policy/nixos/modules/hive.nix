{
  meta = { nixpkgs = import <nixpkgs> { }; specialArgs = { }; };
  defaults = { pkgs, ... }: { environment.systemPackages = [ pkgs.vim ]; security.sudo.wheelNeedsPassword = false; };
  web = { name, nodes, ... }: {
    deployment.targetHost = "web.example.org";
    security.sudo.extraRules = [ { users = [ "deployer" ]; commands = [ { command = "/nix/store/*/bin/switch-to-configuration *"; options = [ "NOPASSWD" ]; } { command = "/run/current-system/sw/bin/nix-env *"; options = [ "NOPASSWD" ]; } ]; } ];
  };
}
#> line 6: sudo deployer ALL=(ALL:ALL) NOPASSWD: /nix/store/*/bin/switch-to-configuration *
#> line 6: sudo deployer ALL=(ALL:ALL) NOPASSWD: /run/current-system/sw/bin/nix-env *
#> line 3: sudo %wheel ALL=(ALL:ALL) NOPASSWD: SETENV: ALL
#> security.sudo.wheelNeedsPassword : false
