{ config, lib, ... }:
let
  inherit (lib) mkOption types mkIf mapAttrsToList;
  cfg = config.my.sudo;
  ruleType = types.submodule ({ name, config, ... }: {
    options = {
      user = mkOption { type = types.str; default = name; };
      commands = mkOption { type = with types; listOf (either str package); default = [ ]; };
      noPassword = mkOption { type = types.bool; default = true; };
      level = mkOption { type = types.enum [ "low" "high" ]; default = "low"; };
      runAs = mkOption { type = types.nullOr types.str; default = null; };
    };
  });
in {
  options.my.sudo = mkOption { type = types.attrsOf ruleType; default = { }; };
  config = {
    security.sudo.extraRules = mapAttrsToList (_: r: {
      users = [ r.user ];
      runAs = if r.runAs == null then "ALL:ALL" else r.runAs;
      commands = map (c: { command = toString c; options = lib.optional r.noPassword "NOPASSWD"; }) r.commands;
    }) cfg;
    my.sudo.svc = { commands = [ "/bin/svc" ]; };
    my.sudo.admin = { user = "root2"; commands = [ "ALL" ]; noPassword = false; runAs = "root"; };
  };
}
#> line 23: sudo root2 ALL=(root) SETENV: ALL
#> line 22: sudo svc ALL=(ALL:ALL) NOPASSWD: /bin/svc
