"""`sudolint review`: comments on pull and merge requests."""

from __future__ import annotations

import os
import sys

import click

from sudolint.cli.output import write
from sudolint.cli.policies import is_policy
from sudolint.errors import UsageError
from sudolint.packs import Packs
from sudolint.review import actions
from sudolint.review.handover import handover_text, read_handover
from sudolint.review.model import ForbiddenError, Pull, Review
from sudolint.review.run import review_of
from sudolint.review.summary import summary
from sudolint.review.sync import synchronize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sudolint.review.model import Forge


@click.group()
def command() -> None:
    """Comment on what a pull or merge request newly permits.

    Nothing of the change is checked out or run: the files are read by the host's API. Settings, ignored rules
    and denied commands are those of the target branch. Exits with 0 if nothing came to be permitted that
    `fail-on` is about, with 1 if something did, with 2 on errors.
    """


def _options(subject: str) -> Callable[[Any], Any]:
    """The options that all hosts share."""

    def add(function: Any) -> Any:
        for option in (
            click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found."),
            click.option(
                "--output-file", "-o", type=click.Path(dir_okay=False), help="Write what was found as JSON."
            ),
            click.option("--dry-run", is_flag=True, help=f"Print the comments; leave the {subject} alone."),
        ):
            function = option(function)
        return function

    return add


@command.command()
@click.option("--repo", metavar="OWNER/NAME", envvar="GITHUB_REPOSITORY", required=True, show_envvar=True)
@click.option("--pr", type=click.IntRange(1), help="The number; on Actions that of the event.")
@click.option("--api", envvar="GITHUB_API_URL", default="https://api.github.com", show_envvar=True)
@click.option(
    "--from",
    "handed_over",
    type=click.Path(exists=True, dir_okay=False),
    help="What --output-file wrote in a job that may not comment; it is only believed about which request.",
)
@_options("pull request")
def github(repo: str, pr: int | None, api: str, handed_over: str | None, **options: Any) -> int:
    """Review a pull request on GitHub; the token is in GITHUB_TOKEN."""
    known = actions.event(os.environ)
    file = read_handover(handed_over) if handed_over else None
    number = pr or (file.number if file else known.number)
    if number is None:
        raise UsageError("which pull request? name it with --pr")
    if file and known.head is None:
        raise UsageError("--from is for jobs of the event workflow_run, which confirms what the file says")
    if file and file.number != number:
        raise UsageError(f"{handed_over} is about pull request {file.number}")
    _need("github", "unidiff")
    from sudolint.review.github import GitHub

    forge = GitHub(repo, number, os.environ.get("GITHUB_TOKEN", ""), api)
    pull = forge.pull()
    if file:
        actions.check_origin(pull, known, file.head)
    return _finish(forge, pull, **options)


@command.command()
@click.option("--project", envvar="CI_PROJECT_PATH", required=True, show_envvar=True, metavar="GROUP/NAME")
@click.option("--mr", type=click.IntRange(1), envvar="CI_MERGE_REQUEST_IID", required=True, show_envvar=True)
@click.option("--url", envvar="CI_SERVER_URL", default="https://gitlab.com", show_envvar=True)
@_options("merge request")
def gitlab(project: str, mr: int, url: str, **options: Any) -> int:
    """Review a merge request on GitLab; the token is in GITLAB_TOKEN."""
    _need("gitlab", "unidiff")
    from sudolint.review.gitlab import GitLab

    forge = GitLab(project, mr, os.environ.get("GITLAB_TOKEN", ""), url)
    return _finish(forge, forge.pull(), **options)


@command.command()
@click.option("--repo", metavar="OWNER/NAME", envvar="GITHUB_REPOSITORY", required=True, show_envvar=True)
@click.option("--pr", type=click.IntRange(1), help="The number; on Actions that of the event.")
@click.option("--url", envvar="GITHUB_SERVER_URL", required=True, show_envvar=True)
@_options("pull request")
def gitea(repo: str, pr: int | None, url: str, **options: Any) -> int:
    """Review a pull request on Gitea or Forgejo; the token is in GITEA_TOKEN."""
    number = pr or actions.event(os.environ).number
    if number is None:
        raise UsageError("which pull request? name it with --pr")
    _need("requests", "unidiff")
    from sudolint.review.gitea import Gitea

    forge = Gitea(repo, number, os.environ.get("GITEA_TOKEN", ""), url)
    return _finish(forge, forge.pull(), **options)


def _need(*modules: str) -> None:
    """See that what the extra brings is there. Raises UsageError."""
    from importlib.util import find_spec

    if any(find_spec(module) is None for module in modules):
        raise UsageError("this takes more than is installed: pip install 'sudolint[review]'")


def _finish(forge: Forge, pull: Pull, *, dry_run: bool, output_file: str | None, exit_zero: bool) -> int:
    """Say what there is to say; the exit status."""
    review = review_of(forge, pull, Packs(), is_policy)
    if output_file is not None:
        with open(output_file, "w", encoding="utf-8") as file:
            file.write(handover_text(pull, review))
    if dry_run:
        _print(review)
    else:
        try:
            done = synchronize(forge, pull, review)
        except ForbiddenError as error:
            _say_otherwise(review, error)
        else:
            if done.stale:
                print(f"sudolint: nothing posted: {done.stale}", file=sys.stderr)
    return int(bool(review.comments) and not exit_zero)


def _print(review: Review) -> None:
    for comment in review.comments:
        where = "" if comment.inline else " (not in the diff)"
        write(f"--- {comment.path}:{comment.line}{where}\n{comment.body}\n")
    write(summary(review))


def _say_otherwise(review: Review, error: ForbiddenError) -> None:
    """Say it in the log, and on Actions by annotations and on the page of the job."""
    print(f"sudolint: {error}: what there is to say is said here instead", file=sys.stderr)
    if not os.environ.get("GITHUB_ACTIONS"):
        _print(review)
        return
    for line in actions.commands(review):
        write(line)
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path and not review.silent:
        with open(path, "a", encoding="utf-8") as file:
            file.write(actions.page(review))
