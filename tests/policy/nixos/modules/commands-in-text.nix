{ pkgs, ... }: {
  systemd.services."getty@tty1".overrideStrategy = "asDropin";
  environment.variables = { EDITOR = "nvim"; };
  fonts.packages = with pkgs; [ (nerdfonts.override { fonts = [ "FiraCode" ]; }) ];
  programs.bash.promptInit = ''
    PS1='\[\e[0;32m\]\u@\h\[\e[0m\]:\w\$ '
    case "$TERM" in xterm*) ;; esac
  '';
  security.sudo.extraRules = [ { users = [ "t" ]; commands = [ { command = "${pkgs.sudo}/bin/sudo /bin/x"; } { command = "/bin/sh -c 'echo 1 > /sys/x'"; options = [ "NOPASSWD" ]; } { command = "/bin/tee /proc/acpi/call, /bin/other"; } ]; } ];
}
#> line 9: sudo t ALL=(ALL:ALL) /nix/store/00000000000000000000000000000000-sudo/bin/sudo /bin/x
#> line 9: sudo t ALL=(ALL:ALL) NOPASSWD: /bin/sh -c 'echo 1 > /sys/x'
#> line 9: sudo t ALL=(ALL:ALL) NOPASSWD: /bin/tee /proc/acpi/call
#> line 9: sudo t ALL=(ALL:ALL) NOPASSWD: /bin/other
