"""The parameters that a Defaults line can set; sudo 1.9.18 knows 163."""

from __future__ import annotations

from enum import Enum

from sudolint.records import NamedTuple


class Type(Enum):
    """What a parameter's value may be."""

    FLAG = "a flag"
    STRING = "a string"
    PATH = "an absolute path"
    DIRECTORY = "a path that starts with `/` or `~`, or `*`"
    INTEGER = "an integer"
    UNSIGNED = "an unsigned integer"
    MODE = "a file mode in octal"
    MINUTES = "a number of minutes"
    TIMEOUT = "a duration"
    LIST = "a list of words"
    LIMIT = "a resource limit"
    FACILITY = "a syslog facility"
    PRIORITY = "a syslog priority"
    CHOICE = "a choice"


class Known(NamedTuple):
    """What sudo knows of a parameter."""

    type: Type
    negatable: bool
    """Whether `!name` is permitted."""
    default: str
    """As sudo is usually built: `on` or `off` for a flag, empty where unset or long (the env_ lists)."""
    choices: tuple[str, ...] = ()
    """What a CHOICE may be. Negated it is the first; negatable and without a value, the second."""


_ON = """
    authenticate case_insensitive_group case_insensitive_user compress_io env_editor env_reset
    ignore_audit_errors ignore_dot ignore_logfile_errors intercept_verify log_allowed log_denied
    log_server_keepalive log_server_verify mail_no_user pam_acct_mgmt pam_ruser pam_session
    pam_setcred pam_silent path_info root_sudo selinux set_logname set_utmp sudoedit_checkdir
    use_netgroups use_pty
"""

_OFF = """
    always_query_group_plugin always_set_home closefrom_override exec_background fast_glob fqdn
    ignore_iolog_errors ignore_local_sudoers ignore_unknown_defaults insults intercept
    intercept_allow_setid intercept_authenticate iolog_flush log_exit_status log_host log_input
    log_output log_passwords log_stderr log_stdin log_stdout log_subcmds log_ttyin log_ttyout
    log_year long_otp_prompt mail_all_cmnds mail_always mail_badpass mail_no_host mail_no_perms
    match_group_by_gid netgroup_tuple noexec noninteractive_auth pam_rhost passprompt_override
    preserve_groups pwfeedback requiretty rootpw runas_allow_unknown_id runas_check_shell runaspw
    set_home setenv shell_noargs stay_setuid sudoedit_follow syslog_pid targetpw tty_tickets
    umask_override use_loginclass user_command_timeouts utmp_runas visiblepw
"""

# A line each: `!` if it can be negated, the name, `=` and the default, and in parentheses the choices.
_OTHERS = {
    Type.FACILITY: """
        !syslog = authpriv
    """,
    Type.PRIORITY: """
        !syslog_goodpri = notice
        !syslog_badpri = alert
    """,
    Type.CHOICE: """
        !lecture = once (never once always)
        !listpw = any (never any all always)
        !verifypw = all (never all any always)
        !fdexec = digest_only (never digest_only always)
        timestamp_type = tty (global ppid tty kernel)
        log_format = sudo (sudo json json_compact json_pretty)
        intercept_type = dso (dso trace)
    """,
    Type.PATH: """
        !lecture_file
        !logfile
        !mailerpath = /usr/sbin/sendmail
        lecture_status_dir = /var/lib/sudo/lectured
        timestampdir = /run/sudo/ts
        editor = /usr/bin/vi
        !env_file
        !restricted_env_file
        iolog_dir = /var/log/sudo-io
        !log_server_cabundle
        !log_server_peer_cert
        !log_server_peer_key
    """,
    Type.UNSIGNED: """
        !loglinelen = 80
        passwd_tries = 3
        syslog_maxlen = 960
    """,
    Type.MINUTES: """
        !timestamp_timeout = 5
        !passwd_timeout = 5
    """,
    Type.MODE: """
        !umask = 0022
        iolog_mode = 0600
    """,
    Type.STRING: """
        !mailerflags = -t
        !mailto = root
        !mailfrom
        mailsub = *** SECURITY information for %h ***
        badpass_message = Sorry, try again.
        timestampowner
        !exempt_group
        passprompt = Password:
        runas_default = root
        !secure_path
        role
        type
        sudoers_locale = C
        group_plugin
        iolog_file = %{seq}
        privs
        limitprivs
        pam_service = sudo
        pam_login_service = sudo
        pam_askpass_service
        maxseq
        !iolog_user
        !iolog_group
        authfail_message
        apparmor_profile
        cmddenial_message
    """,
    Type.INTEGER: """
        closefrom = 3
    """,
    Type.LIST: """
        !env_check = COLORTERM LANG LANGUAGE LC_* LINGUAS TERM TZ
        !env_delete
        !env_keep
        !log_servers
        !passprompt_regex = [Pp]assword[: ]
    """,
    Type.TIMEOUT: """
        !command_timeout
        !log_server_timeout = 30
    """,
    Type.DIRECTORY: """
        !runcwd
        !runchroot
        !admin_flag
    """,
    Type.LIMIT: """
        !rlimit_as
        !rlimit_core = 0,0
        !rlimit_cpu
        !rlimit_data
        !rlimit_fsize
        !rlimit_locks
        !rlimit_memlock
        !rlimit_nofile
        !rlimit_nproc
        !rlimit_rss
        !rlimit_stack
    """,
}


def _known() -> dict[str, Known]:
    known = {name: Known(Type.FLAG, True, "on") for name in _ON.split()}
    known |= {name: Known(Type.FLAG, True, "off") for name in _OFF.split()}
    for type_, lines in _OTHERS.items():
        for line in lines.strip().splitlines():
            name, _, rest = line.strip().partition(" ")
            choices: tuple[str, ...] = ()
            if type_ is Type.CHOICE:
                rest, _, words = rest.rstrip(")").partition(" (")
                choices = tuple(words.split())
            default = rest.removeprefix("= ")
            known[name.removeprefix("!")] = Known(type_, name.startswith("!"), default, choices)
    return known


PARAMETERS = _known()
"""By name."""
