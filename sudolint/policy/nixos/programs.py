"""What the main program of a package is called, where that is not the package's own name."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.policy.nixos.values import Package

MAIN_PROGRAMS = {
    "awscli2": "aws",
    "bashInteractive": "bash",
    "borgbackup": "borg",
    "bottom": "btm",
    "btrfs-progs": "btrfs",
    "deploy-rs": "deploy",
    "docker-client": "docker",
    "du-dust": "dust",
    "gnugrep": "grep",
    "gnumake": "make",
    "gnupatch": "patch",
    "gnused": "sed",
    "gnutar": "tar",
    "google-cloud-sdk": "gcloud",
    "helix": "hx",
    "imagemagick": "magick",
    "iproute2": "ip",
    "kubernetes-helm": "helm",
    "neovim": "nvim",
    "neovim-unwrapped": "nvim",
    "netcat-gnu": "netcat",
    "networkmanager": "nmcli",
    "nftables": "nft",
    "nix-output-monitor": "nom",
    "nixos-rebuild-ng": "nixos-rebuild",
    "nodejs": "node",
    "nushell": "nu",
    "opentofu": "tofu",
    "p7zip": "7z",
    "pciutils": "lspci",
    "ripgrep": "rg",
    "smartmontools": "smartctl",
    "usbutils": "lsusb",
    "wireguard-tools": "wg",
    "yq-go": "yq",
}


def main_program(package: Package) -> str:
    """The name of the program that `getExe` means."""
    return MAIN_PROGRAMS.get(package.main_program, package.main_program)
