{ lib, config, ... }: {
  security.sudo.extraRules = [
    { users = [ (lib.attrByPath [ "users" "users" "bo" "name" ] "bo" config) ]; commands = [ "/bin/bo" ]; }
    { users = lib.attrNames (lib.filterAttrs (n: u: u.isNormalUser) config.users.users); commands = [ "/bin/all" ]; }
    { users = [ config.users.users.bo.name ]; commands = lib.mkIf (builtins.hasAttr "bo" config.users.users) [ "/bin/has" ]; }
  ];
  users.users.bo = { isNormalUser = true; };
}
#> line 3: sudo bo ALL=(ALL:ALL) /bin/bo
#> line 4: sudo bo ALL=(ALL:ALL) /bin/all
#> line 4: sudo <attrNames config.users.users> ALL=(ALL:ALL) /bin/all
#> line 5: sudo bo ALL=(ALL:ALL) /bin/has
