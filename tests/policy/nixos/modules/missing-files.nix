{ lib, ... }: {
  security.sudo.extraConfig = builtins.readFile ./sudoers.txt;
  security.sudo.extraRules = lib.importJSON ./rules.json ++ (builtins.fromTOML (builtins.readFile ./r.toml)).rules or [ ];
}
#> line 3: what `importJSON ./rules.json` adds is not known
#> line 3: what `(fromTOML (readFile ./r.toml)).rules` adds is not known
#> line 2: what `readFile ./sudoers.txt` adds is not known
