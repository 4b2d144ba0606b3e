{ config, lib, pkgs, ... }:
let
  inherit (lib.strings) concatMapStringsSep optionalString;
  inherit (lib.lists) forEach optionals;
  inherit (lib.modules) mkIf mkForce;
  inherit (lib.attrsets) mapAttrsToList filterAttrs nameValuePair listToAttrs;
  t = lib.types;
  unit = s: "${s}.service";
  rules = forEach [ "web" "db" ] (s: { command = "/run/current-system/sw/bin/systemctl restart ${unit s}"; options = [ "NOPASSWD" ]; });
in {
  options.x.y = lib.mkOption { type = t.nullOr (t.enum [ "a" "b" ]); default = null; apply = v: if v == null then "none" else v; };
  config.security.sudo.extraRules = mkForce [ { users = [ "only-${config.x.y}" ]; commands = rules; } ];
  config.security.sudo.extraConfig = mkForce (concatMapStringsSep "\n" (x: "Defaults ${x}") [ "!lecture" "pwfeedback" ]);
}
#> line 9: sudo only-<config.x.y> ALL=(ALL:ALL) NOPASSWD: /run/current-system/sw/bin/systemctl restart web.service if `config.x.y` is set elsewhere
#> line 9: sudo only-<config.x.y> ALL=(ALL:ALL) NOPASSWD: /run/current-system/sw/bin/systemctl restart db.service if `config.x.y` is set elsewhere
#> line 9: sudo only-none ALL=(ALL:ALL) NOPASSWD: /run/current-system/sw/bin/systemctl restart web.service if `config.x.y` is left at its default
#> line 9: sudo only-none ALL=(ALL:ALL) NOPASSWD: /run/current-system/sw/bin/systemctl restart db.service if `config.x.y` is left at its default
#> Defaults !lecture
#> Defaults pwfeedback
