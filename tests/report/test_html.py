"""The HTML report in a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.report.policies import POLICY, hostile, rendered, report

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def browser() -> str:
    """A Chromium; tests that need one skip where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path is not None:
            return path
    pytest.skip("no Chromium in PATH")


def document(browser: str, page: str, folder: Path, *options: str) -> str:
    """The document as it stands after the scripts of a page ran."""
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [
            browser,
            "--headless",
            "--disable-gpu",
            *sandbox,
            f"--user-data-dir={folder / 'profile'}",
            *options,
            "--dump-dom",
            path.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_script_runs(browser: str, tmp_path: Path) -> None:
    """The page lets its own script run, which shows the filter."""
    page = rendered("html", report(POLICY))
    assert '<fieldset id="filter" hidden' in page
    assert '<fieldset id="filter">' in document(browser, page, tmp_path)


def test_no_other_script_runs(browser: str, tmp_path: Path) -> None:
    """Were one in the page, the policy of the page would stop it."""
    alien = '<script>document.title = "alien"</script><img src="x" onerror="document.title = 1">'
    page = rendered("html", report(POLICY)).replace("</body>", f"{alien}</body>")
    assert "<title>sudolint report</title>" in document(browser, page, tmp_path)


def test_a_hostile_policy_is_text(browser: str, tmp_path: Path) -> None:
    """The browser finds the same elements in the page as stand in it: nothing was opened or closed early."""
    page = rendered("html", report(hostile()))
    shown = document(browser, page, tmp_path)
    for tag in ("<script", "<svg", "<img", "<article", "<li", "<pre", "<a ", "<title", "</style>"):
        assert shown.count(tag) == page.count(tag)


def test_it_fits_a_phone(browser: str, tmp_path: Path) -> None:
    """On a narrow screen nothing sticks out at the side, whatever stands in the policy."""
    probe = "<script>document.title = document.documentElement.scrollWidth - innerWidth</script>"
    page = rendered("html", report(POLICY + hostile()))
    page = page[: page.index("<meta http-equiv")] + page[page.index("<meta name=") :]
    inner = tmp_path / "inner.html"
    inner.write_text(page.replace("</body>", f"{probe}</body>"), encoding="utf-8")
    frame = (
        f'<title></title><iframe width="360" height="600" src="{inner.as_uri()}"></iframe>'
        "<script>onload = () => { document.title = frames[0].document.title }</script>"
    )
    shown = document(browser, frame, tmp_path, "--allow-file-access-from-files", "--hide-scrollbars")
    assert "<title>0</title>" in shown


def test_the_filter(browser: str, tmp_path: Path) -> None:
    """Boxes hide what is of their severity, and grants and folds of which nothing is left."""
    probe = """<script>
      const shown = (what) => [...document.querySelectorAll(what)].filter((one) => !one.hidden).length;
      const counts = [];
      for (const box of ["", ...document.querySelectorAll("#filter input")]) {
        if (box) box.click();
        counts.push([shown("article"), shown("article details"), shown("li[data-severity]")].join("/"));
      }
      document.title = counts.join(" ");
    </script>"""
    about = report(POLICY)
    page = rendered("html", about)
    page = page[: page.index("<meta http-equiv")] + page[page.index("<meta name=") :]
    shown = document(browser, page.replace("</body>", f"{probe}</body>"), tmp_path)
    left = len(about.findings)
    expected = [f"4/1/{left}"]
    for severity, articles in ((4, 3), (2, 2), (1, 0)):
        left -= sum(finding.severity == severity for finding in about.findings)
        expected.append(f"{articles}/{int(articles > 0)}/{left}")
    assert left == 0
    assert f"<title>{' '.join(expected)}</title>" in shown
