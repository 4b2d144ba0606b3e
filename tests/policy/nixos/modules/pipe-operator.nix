{ lib, ... }: {
  security.sudo.extraRules = [ "a" "b" ] |> map (u: { users = [ u ]; commands = [ "/bin/${u}" ]; });
}
#> line 2: sudo a ALL=(ALL:ALL) /bin/a
#> line 2: sudo b ALL=(ALL:ALL) /bin/b
