"""The wheel, as who installs it finds it; and the examples of the README."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from servers import HOST, Server

client = Path(__file__).parents[1]
source = {file.name for file in (client / "src" / "redis_cache_client").iterdir() if file.is_file()}


def run(*command: str, **environment: str) -> str:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, env={**plain, **environment}, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the source distribution, without a network."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(client))
    (found,) = folder.glob("*.whl")
    return found


def test_the_wheel_has_all_files(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    described = {name for name in names if ".dist-info/" in name}
    assert names - described == {f"redis_cache_client/{name}" for name in source}
    assert any(name.endswith("LICENSE") for name in described)


def examples() -> dict[str, str]:
    blocks = re.findall(r"```python\n(.*?)```", (client / "README.md").read_text(), re.DOTALL)
    return {block.split("\n", 1)[0][2:]: patient(block) for block in blocks if block.startswith("# example")}


def patient(example: str) -> str:
    """The same where a starved machine is slow, and Redis not away."""
    assert example.count('prefix="shop"') == 1
    return example.replace('prefix="shop"', 'prefix="shop", budget_ms=10_000')


def test_installed_in_an_empty_environment_the_readme_runs(wheel: Path, tmp_path: Path, redis_server: Server) -> None:
    run("python3", "-m", "venv", "--without-pip", str(tmp_path / "venv"))
    python = str(tmp_path / "venv" / "bin" / "python")
    run("python3", "-m", "pip", "--python", python, "install", "-q", "--no-compile", str(wheel))
    url = f"redis://{HOST}:{redis_server.port}"
    outputs: dict[str, str] = {}
    for name, text in examples().items():
        (tmp_path / name).write_text(text)
        outputs[name] = run(python, str(tmp_path / name), REDIS_URL=url)
    lamp, dearer = "{'name': 'lamp', 'price': 20}", "{'name': 'lamp', 'price': 25}"
    told = [
        "miss",
        "load",
        "hit",
        f"{lamp} {lamp}",
        "invalidated",
        "miss",
        "load",
        dearer,
        "invalidated",
        "miss",
        "None",
    ]
    assert outputs["example.py"].splitlines() == told
    assert outputs["example_asyncio.py"].strip() == f"[{', '.join([lamp] * 50)}]"
