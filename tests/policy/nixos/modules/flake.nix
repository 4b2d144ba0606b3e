{
  description = "my machines";
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    home-manager = { url = "github:nix-community/home-manager"; inputs.nixpkgs.follows = "nixpkgs"; };
    agenix.url = "github:ryantm/agenix";
    disko.url = "github:nix-community/disko";
  };
  outputs = inputs@{ self, nixpkgs, home-manager, agenix, disko, ... }:
    let
      system = "x86_64-linux";
      pkgs = import nixpkgs { inherit system; config.allowUnfree = true; overlays = [ (final: prev: { foo = prev.bar; }) ]; };
      lib = nixpkgs.lib;
      forAllSystems = lib.genAttrs [ "x86_64-linux" "aarch64-linux" ];
      mkHost = name: modules: lib.nixosSystem {
        inherit system;
        specialArgs = { inherit inputs self; username = "kai"; hostname = name; };
        modules = [
          agenix.nixosModules.default
          disko.nixosModules.disko
          home-manager.nixosModules.home-manager
          {
            home-manager.useGlobalPkgs = true;
            home-manager.users.kai = { pkgs, ... }: { home.stateVersion = "24.05"; programs.git.enable = true; };
          }
          ({ username, hostname, lib, ... }: {
            networking.hostName = hostname;
            users.users.${username} = { isNormalUser = true; extraGroups = [ "wheel" ]; };
            security.sudo.extraRules = lib.mkAfter [
              { users = [ username ]; host = hostname; commands = [ { command = "/run/current-system/sw/bin/nixos-rebuild switch"; options = [ "NOPASSWD" ]; } ]; }
            ];
          })
        ] ++ modules;
      };
    in
    {
      nixosConfigurations = {
        alpha = mkHost "alpha" [ { security.sudo.wheelNeedsPassword = false; } ];
        beta = mkHost "beta" [ ({ pkgs, ... }: { security.sudo.extraConfig = "kai ALL=(root) NOPASSWD: ${pkgs.htop}/bin/htop\n"; }) ];
      };
      packages = forAllSystems (system: { default = nixpkgs.legacyPackages.${system}.hello; });
      devShells.${system}.default = pkgs.mkShell { buildInputs = with pkgs; [ nil statix ]; };
      formatter.${system} = pkgs.nixpkgs-fmt;
    };
}
#> line 30: sudo kai beta=(ALL:ALL) NOPASSWD: /run/current-system/sw/bin/nixos-rebuild switch
#> line 39: sudo kai beta=(root) NOPASSWD: /nix/store/00000000000000000000000000000000-htop/bin/htop
#> line 38: sudo %wheel alpha=(ALL:ALL) NOPASSWD: SETENV: ALL
#> line 30: sudo kai alpha=(ALL:ALL) NOPASSWD: /run/current-system/sw/bin/nixos-rebuild switch
#> users.users.*.extraGroups kai: wheel
#> security.sudo.wheelNeedsPassword : false
