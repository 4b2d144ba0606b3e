{ config, lib, ... }: {
  security.sudo.extraRules = let
    mk = lib.types.mkFoo or (x: x);
    go = acc: list: if list == [ ] then acc else go (acc ++ [ { users = [ (lib.head list) ]; commands = [ "/bin/rec" ]; } ]) (lib.tail list);
  in go [ ] (lib.range 1 3 |> map (n: "u${toString n}"));
}
#> line 4: sudo u1 ALL=(ALL:ALL) /bin/rec
#> line 4: sudo u2 ALL=(ALL:ALL) /bin/rec
#> line 4: sudo u3 ALL=(ALL:ALL) /bin/rec
