{ config, lib, pkgs, ... }: {
  security.sudo.extraRules = builtins.concatLists (builtins.attrValues (builtins.mapAttrs (host: users: map (u: { inherit host; users = [ u ]; commands = [ "/bin/${host}" ]; }) users) (builtins.fromJSON ''{"h1": ["a"], "h2": ["b", "c"]}'')));
}
#> line 2: sudo a h1=(ALL:ALL) /bin/h1
#> line 2: sudo b h2=(ALL:ALL) /bin/h2
#> line 2: sudo c h2=(ALL:ALL) /bin/h2
