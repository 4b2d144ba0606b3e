let
  common = { options = [ "NOPASSWD" ]; };
in
{ pkgs, ... } @ args:
{
  config = {
    security = {
      polkit = { enable = true; extraConfig = ''
        polkit.addRule(function(action, subject) {
          if (subject.isInGroup("wheel")) { return polkit.Result.YES; }
        });
      ''; };
      wrappers.mount-nfs = { owner = "root"; group = "root"; setuid = true; source = "${args.pkgs.nfs-utils}/bin/mount.nfs"; };
      wrappers.cap = { owner = "root"; group = "root"; capabilities = "cap_sys_admin+ep"; source = pkgs.foo + "/bin/foo"; };
      pam.services.sudo = { sshAgentAuth = true; };
      sudo = {
        enable = true;
        wheelNeedsPassword = false;
        extraRules = [ { groups = [ "wheel" ]; commands = builtins.map (x: common // { command = "/run/current-system/sw/bin/${x}"; }) [ "reboot" "poweroff" ]; } ];
      };
    };
  };
}
#> line 18: sudo %wheel ALL=(ALL:ALL) NOPASSWD: SETENV: ALL
#> line 19: sudo %wheel ALL=(ALL:ALL) NOPASSWD: /run/current-system/sw/bin/reboot
#> line 19: sudo %wheel ALL=(ALL:ALL) NOPASSWD: /run/current-system/sw/bin/poweroff
#> security.sudo.wheelNeedsPassword : false
#> security.wrappers.*.source mount-nfs: /nix/store/00000000000000000000000000000000-nfs-utils/bin/mount.nfs
#> security.wrappers.*.source cap: /nix/store/00000000000000000000000000000000-foo/bin/foo
#> security.wrappers.*.owner mount-nfs: root
#> security.wrappers.*.owner cap: root
#> security.wrappers.*.group mount-nfs: root
#> security.wrappers.*.group cap: root
#> security.wrappers.*.setuid mount-nfs: true
#> security.wrappers.*.capabilities cap: cap_sys_admin+ep
#> security.polkit.extraConfig : polkit.addRule(function(action, subject) {
#> security.pam.services.*.sshAgentAuth sudo: true
