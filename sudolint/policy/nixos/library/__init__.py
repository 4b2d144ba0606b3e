"""The functions of Nix itself and of nixpkgs' `lib`."""
