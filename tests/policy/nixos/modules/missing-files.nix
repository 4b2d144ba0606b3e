{ lib, ... }: {
  security.sudo.extraConfig = builtins.readFile ./sudoers.txt;
  security.sudo.extraRules = lib.importJSON ./rules.json ++ (builtins.fromTOML (builtins.readFile ./r.toml)).rules or [ ];
}
#> not known: what `importJSON ./rules.json` adds is not known
#> not known: what `(fromTOML (readFile ./r.toml)).rules` adds is not known
#> not known: what `readFile ./sudoers.txt` adds is not known
