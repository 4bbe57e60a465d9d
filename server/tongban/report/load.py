"""What a load on the live service came to, as a table for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ..flow import Language
from .aligned import aligned
from .words import text

__all__ = ["load_table"]


class Traffic(Protocol):
    """What became of the messages of one kind."""

    @property
    def kind(self) -> str:
        """Pointer or command."""

    @property
    def sent(self) -> int:
        """How many were sent."""

    @property
    def lost(self) -> int:
        """How many somebody did not hear who must."""

    @property
    def doubled(self) -> int:
        """How many somebody heard more than once."""

    def quantile_ms(self, q: float) -> float | None:
        """The time within which a share q of them came; q = 1: all."""


class Found(Protocol):
    """What a load came to."""

    @property
    def rooms(self) -> int:
        """The rooms."""

    @property
    def seconds(self) -> float:
        """From the first message to the last, commands answered."""

    @property
    def traffic(self) -> Sequence[Traffic]:
        """By kind."""

    @property
    def late_ms(self) -> float:
        """By how much the sender was late at most."""

    @property
    def cut(self) -> int:
        """Connections that were lost and came back."""

    @property
    def refused(self) -> Sequence[str]:
        """Why commands were not carried out."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost, doubled or refused."""


HEAD = (
    text("消息", "messages"),
    text("发出", "sent"),
    text("每秒", "a second"),
    text("丢失", "lost"),
    text("重复", "doubled"),
)
QUANTILES = {"p50": 0.5, "p90": 0.9, "p99": 0.99}
LONGEST = text("最长", "max")
KINDS = {"pointer": text("指点", "pointer"), "command": text("指令（已落盘）", "command, on disk")}
ROOMS = text(
    "{n} 个房间，每房间三人；时间自应发之时起算，发送方最多晚 {late:.0f} 毫秒。",
    "{n} rooms of three. Times count from when a message was due; the sender was late by "
    "{late:.0f} ms at most.",
)
WHOLE = text("无丢失、无重复。", "Nothing was lost or doubled.")
AMISS = text("有消息丢失、重复或被拒。", "Messages were lost, doubled or refused.")
CUT = text("{n} 次连接中断后恢复。", "Connections were lost and came back {n} times.")
REFUSED = text("{n} 条指令被拒，例如：{why}", "{n} commands were refused, such as: {why}")


def load_table(found: Found, language: Language) -> str:
    """A row for each kind of message, times in ms; then whether all of it arrived."""
    times = [f"{name} [ms]" for name in (*QUANTILES, LONGEST.of(language))]
    rows = [[*(head.of(language) for head in HEAD[:3]), *times]]
    rows[0] += [head.of(language) for head in HEAD[3:]]
    rows += [_row(traffic, found.seconds, language) for traffic in found.traffic if traffic.sent]
    told = [ROOMS.of(language).format(n=found.rooms, late=found.late_ms)]
    told.append((WHOLE if found.is_whole else AMISS).of(language))
    if found.cut:
        told.append(CUT.of(language).format(n=found.cut))
    if found.refused:
        why = {"n": len(found.refused), "why": found.refused[0]}
        told.append(REFUSED.of(language).format(**why))
    return "\n".join([*aligned(rows, right=range(1, len(rows[0]))), *told])


def _row(traffic: Traffic, seconds: float, language: Language) -> list[str]:
    times = [traffic.quantile_ms(q) for q in (*QUANTILES.values(), 1.0)]
    return [
        KINDS[traffic.kind].of(language),
        f"{traffic.sent:,}",
        f"{traffic.sent / seconds:,.0f}",
        *("–" if each is None else f"{each:.1f}" for each in times),
        str(traffic.lost),
        str(traffic.doubled),
    ]
