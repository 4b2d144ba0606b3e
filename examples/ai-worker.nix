# A worker that runs language models and benchmarks, driven by an agent over SSH. It used to be in the
# docker group; now it may only use "safe subcommands", and has no way to exec, cp or commit. Or has it?
{ pkgs, keys, ... }:
{
  users.groups.ai-worker = { };
  users.users.ai-worker = {
    isSystemUser = true;
    group = "ai-worker";
    home = "/home/ai-worker";
    createHome = true;
    shell = pkgs.bashInteractive;
    hashedPassword = "!"; # keys only
    openssh.authorizedKeys.keys = [ keys.ai-worker ];
    # extraGroups = [ "docker" ];  -- gone: whoever reaches the daemon is root
  };

  security.sudo.extraRules = [
    {
      users = [ "ai-worker" ];
      commands = [
        # Looking around
        { command = "/run/current-system/sw/bin/docker ps"; options = [ "NOPASSWD" ]; }
        # flags: medium docker-inspect
        { command = "/run/current-system/sw/bin/docker inspect *"; options = [ "NOPASSWD" ]; }
        # flags: medium docker-logs
        { command = "/run/current-system/sw/bin/docker logs *"; options = [ "NOPASSWD" ]; }
        { command = "/run/current-system/sw/bin/docker images"; options = [ "NOPASSWD" ]; }
        { command = "/run/current-system/sw/bin/docker info"; options = [ "NOPASSWD" ]; }
        { command = "/run/current-system/sw/bin/docker version"; options = [ "NOPASSWD" ]; }
        { command = "/run/current-system/sw/bin/docker stats *"; options = [ "NOPASSWD" ]; }

        # Starting and stopping
        # flags: high docker-start-attach, docker-start, docker-attach-respelled
        { command = "/run/current-system/sw/bin/docker start *"; options = [ "NOPASSWD" ]; }
        { command = "/run/current-system/sw/bin/docker stop *"; options = [ "NOPASSWD" ]; }
        # flags: medium docker-start
        { command = "/run/current-system/sw/bin/docker restart *"; options = [ "NOPASSWD" ]; }
        # flags: medium docker-remove
        { command = "/run/current-system/sw/bin/docker rm *"; options = [ "NOPASSWD" ]; }
        # flags: medium docker-remove
        { command = "/run/current-system/sw/bin/docker rmi *"; options = [ "NOPASSWD" ]; }
        { command = "/run/current-system/sw/bin/docker wait *"; options = [ "NOPASSWD" ]; }

        # Images and containers
        { command = "/run/current-system/sw/bin/docker pull *"; options = [ "NOPASSWD" ]; }
        # flags: critical docker-build-output, docker-build-secret, docker-build-context, docker-push-respelled
        { command = "/run/current-system/sw/bin/docker build *"; options = [ "NOPASSWD" ]; }
        # flags: critical docker-run-bind-mount, docker-run-privileged, docker-run-device, docker-run-host-pid-ptrace, docker-run-capability, docker-run-api-socket
        { command = "/run/current-system/sw/bin/docker run *"; options = [ "NOPASSWD" ]; }
        # flags: critical docker-compose-file, docker-compose-directory, docker-compose-run-mount, docker-exec-respelled, docker-cp-respelled, docker-commit-respelled, docker-export-respelled, docker-attach-respelled, docker-push-respelled
        { command = "/run/current-system/sw/bin/docker compose *"; options = [ "NOPASSWD" ]; }
        # flags: critical docker-dial-stdio, docker-remove
        { command = "/run/current-system/sw/bin/docker system *"; options = [ "NOPASSWD" ]; }
        { command = "/run/current-system/sw/bin/docker network ls"; options = [ "NOPASSWD" ]; }
        { command = "/run/current-system/sw/bin/docker volume ls"; options = [ "NOPASSWD" ]; }

        # The firewall and fail2ban
        { command = "/run/wrappers/bin/sudo iptables -L -n -v"; options = [ "NOPASSWD" ]; }
        { command = "/run/wrappers/bin/sudo iptables -S"; options = [ "NOPASSWD" ]; }
        { command = "/run/current-system/sw/bin/fail2ban-client status"; options = [ "NOPASSWD" ]; }
        { command = "/run/current-system/sw/bin/fail2ban-client status *"; options = [ "NOPASSWD" ]; }
        { command = "/run/current-system/sw/bin/fail2ban-client get * banned"; options = [ "NOPASSWD" ]; }

        # Logs, whose pager runs commands
        # flags: high journalctl-pager
        { command = "/run/current-system/sw/bin/journalctl -t kernel -n 100"; options = [ "NOPASSWD" ]; }
        # flags: high journalctl-pager
        { command = "/run/current-system/sw/bin/journalctl -u fail2ban -n 50"; options = [ "NOPASSWD" ]; }
        # flags: high journalctl-pager
        { command = "/run/current-system/sw/bin/journalctl -u firewall -n 50"; options = [ "NOPASSWD" ]; }

        # Sockets and the SSH server
        { command = "/run/current-system/sw/bin/sshd -T"; options = [ "NOPASSWD" ]; }
        { command = "/run/current-system/sw/bin/ss -tlnp"; options = [ "NOPASSWD" ]; }
        { command = "/run/current-system/sw/bin/cat /proc/net/tcp"; options = [ "NOPASSWD" ]; }
      ];
    }
  ];
}
