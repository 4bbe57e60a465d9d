"""The how-to's commands, run in its order against systems of their own; answers are as shown."""

from __future__ import annotations

import asyncio
import re
import shutil
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from regions import REGIONS, SYSTEMS, listening, run, shipped

from tongban.acceptance.stand_in import Faults

PAGE = Path(__file__).resolve().parents[2] / "docs/howto/acceptance-systems.md"
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
TOOLS = ("bash", "curl", "iconv", "sha256sum", "base64", "gzip")


def same(text: str) -> str:
    """Without what differs from run to run: times, numbers, ids."""
    return re.sub(r"[0-9A-Fa-f]*\d[0-9A-Fa-f]*", "#", text.strip())


@pytest.mark.skipif(
    not all(map(shutil.which, TOOLS)), reason=f"needs {', '.join(TOOLS)} on the path"
)
def test_commands_give_the_answers_shown(tmp_path: Path) -> None:
    script, expected = "set -e\n", []
    for (kind, text), (after, answer) in zip(BLOCKS, [*BLOCKS[1:], ("", "")], strict=True):
        if kind == "bash" and "python -m" not in text:
            script += f"{text}\necho; echo @@@\n"
            expected.append(answer if after in ("json", "xml") else "")

    async def story() -> None:
        async with AsyncExitStack() as stack:
            commands = script
            for port, region in enumerate([*REGIONS, "shanghai"], 8101):
                app = SYSTEMS[region].create_app(catalogue=shipped(), faults=Faults())
                url = await stack.enter_async_context(listening(app))
                commands = commands.replace(f"127.0.0.1:{port}", url.removeprefix("http://"))
            assert "127.0.0.1:81" not in commands
            process = await asyncio.create_subprocess_exec(
                "bash", "-c", commands, cwd=tmp_path, stdout=asyncio.subprocess.PIPE
            )
            out = (await process.communicate())[0].decode()
        assert process.returncode == 0
        found = out.split("@@@\n")[:-1]
        assert [same(one) for one in found] == [same(one) for one in expected]

    run(story)
    assert len(expected) == 9


@pytest.mark.parametrize("region", REGIONS)
def test_command_that_starts_a_system_is_shown(region: str) -> None:
    starts = [text for kind, text in BLOCKS if kind == "bash" and "python -m" in text]
    assert any(f"python -m tongban.acceptance.{region} " in text for text in starts)


def test_python_example_is_sound() -> None:
    [text] = [text for kind, text in BLOCKS if kind == "python"]
    scope: dict[str, object] = {}
    exec(text, scope)
    assert asyncio.iscoroutinefunction(scope["file"])
