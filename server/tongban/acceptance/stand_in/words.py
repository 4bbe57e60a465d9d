"""A region's own words for what it finds wrong, as templates in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...flow import Language, Text
from .rules import Code, Finding

__all__ = ["Words"]


@dataclass(frozen=True)
class Words:
    """For each thing that can be wrong the region's code, its Chinese and its English.

    Templates may name {title} (of the field or material, or what was written in its place) and
    {detail} (what the catalogue says about it).
    """

    table: Mapping[Code, tuple[str, str, str]]

    def code(self, finding: Finding) -> str:
        """The region's code."""
        return self.table[finding.code][0]

    def of(self, finding: Finding, language: Language) -> str:
        """The region's words."""
        template = self.table[finding.code][1 if language == "zh-CN" else 2]
        return template.format(
            title=_said(finding.title, language) or finding.about,
            detail=_said(finding.detail, language),
        )


def _said(text: Text | None, language: Language) -> str:
    return text.of(language) if text else ""
