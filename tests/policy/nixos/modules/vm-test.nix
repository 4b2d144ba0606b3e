import <nixpkgs/nixos/tests/make-test-python.nix> ({ pkgs, ... }: {
  name = "sudo";
  nodes.machine = { lib, ... }: {
    users.users.test0 = { isNormalUser = true; };
    security.sudo = { wheelNeedsPassword = false; extraRules = [ { users = [ "test0" ]; commands = [ { command = "ALL"; options = [ "NOPASSWD" ]; } ]; } ]; };
  };
  testScript = ''machine.succeed("sudo -u test0 true")'';
})
#> line 5: sudo %wheel ALL=(ALL:ALL) NOPASSWD: SETENV: ALL
#> line 5: sudo test0 ALL=(ALL:ALL) NOPASSWD: SETENV: ALL
#> security.sudo.wheelNeedsPassword : false
