{ config, pkgs, lib, osConfig ? { }, ... }: {
  home.username = "me"; home.homeDirectory = "/home/me";
  programs.zsh = { enable = true; shellAliases = { please = "sudo"; }; initExtra = ''
    bindkey -e
    export PATH=$HOME/bin:''${PATH}
    function s() { sudo "$@" }
  ''; oh-my-zsh = { enable = true; plugins = [ "sudo" "git" ]; }; };
  xdg.configFile."nvim/init.lua".source = ./init.lua;
  home.file.".config/x".text = builtins.toJSON { a = 1; b = [ true null 1.5 ]; };
  wayland.windowManager.sway.config = rec { modifier = "Mod4"; keybindings = lib.mkOptionDefault { "${modifier}+Return" = "exec ${pkgs.foot}/bin/foot"; }; };
}
