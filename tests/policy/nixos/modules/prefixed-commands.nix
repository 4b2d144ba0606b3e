{ ... }:
let
  bin = "/run/current-system/sw/bin";
in
{
  security.sudo.extraRules = [
    {
      users = [ "ci" ];
      commands = map (command: "${bin}/${command}") [
        "systemctl restart web"
        "docker run *"
      ];
    }
  ];
}
#> line 10: sudo ci ALL=(ALL:ALL) /run/current-system/sw/bin/systemctl restart web
#> line 11: sudo ci ALL=(ALL:ALL) /run/current-system/sw/bin/docker run *
