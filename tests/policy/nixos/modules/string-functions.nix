{ lib, ... }:
let
  words = lib.splitString " " "a b c";
  s = lib.concatImapStringsSep "," (i: w: "/bin/${w}${toString i}") words;
  replaced = builtins.replaceStrings [ "@" ] [ "${lib.toUpper "x"}" ] "/opt/@";
  m = builtins.match "([a-z]+)-([0-9]+)" "host-12";
in {
  security.sudo.extraConfig = ''
    Cmnd_Alias BINS = ${s}
    ops ${builtins.elemAt m 0}${builtins.elemAt m 1} = (root) NOPASSWD: BINS, ${replaced}, ${lib.removeSuffix "/" "/bin/z/"} ${lib.escapeShellArg "a b"}
    ${lib.strings.concatMapStringsSep "\n" (u: "${u} ALL = ${lib.boolToString true} /bin/q") [ ]}
    ${lib.optionalString (lib.hasPrefix "h" "host") "h ALL = ALL"}
  '';
}
#> line 4: sudo ops host12=(root) NOPASSWD: /bin/a1
#> line 4: sudo ops host12=(root) NOPASSWD: /bin/b2
#> line 4: sudo ops host12=(root) NOPASSWD: /bin/c3
#> line 5: sudo ops host12=(root) NOPASSWD: /opt/X
#> line 10: sudo ops host12=(root) NOPASSWD: /bin/z 'a b'
#> line 12: sudo h ALL=() SETENV: ALL
