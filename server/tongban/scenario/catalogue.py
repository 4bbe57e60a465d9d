"""The item catalogue (事项目录): what each region asks for an item, by when, and for how much.

An item has one file for all regions, since what differs between them is the point: the same
papers are complete in one and deficient in another. Whether papers are complete is decided
here, once, for sessions and acceptance systems alike. What is deliberately not here: how an
acceptance system is spoken to, and how much work an item is (the scenario's).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from ..flow import Frozen, Text, text
from .form import FIELD_TYPES, FieldType, is_id_number, mask

__all__ = [
    "Catalogue",
    "CatalogueItem",
    "Fact",
    "Fee",
    "FormField",
    "Ineligible",
    "Material",
    "MediaType",
    "Need",
    "Region",
    "RegionRules",
    "SharedParts",
]

Days = Annotated[float, Field(ge=0, le=365, allow_inf_nan=False, strict=True)]
MediaType = Literal["application/pdf", "image/jpeg", "image/png"]
Grade = Literal["A", "K", "B", "C"]
ANY_MEDIA: tuple[MediaType, ...] = ("application/pdf", "image/jpeg", "image/png")


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
    return pattern


Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class FormField(Frozen):
    """One field of the form. Its value is text, as the applicant writes it."""

    title: Text
    type: FieldType = "text"
    required: bool = True
    personal: bool = Field(
        default=True, description="whether it is masked for who need not see it; when in doubt, yes"
    )
    pattern: Annotated[str, AfterValidator(_compiles)] | None = Field(
        default=None, description="what the whole value must look like, instead of its type's"
    )
    hint: Text | None = Field(default=None, description="what to write, where it is not obvious")
    options: dict[Name, Text] = Field(
        default_factory=dict, description="what there is to choose from, for type `choice`"
    )
    only_in: tuple[str, ...] | None = Field(
        default=None, description="the regions that ask it; default all"
    )

    @model_validator(mode="after")
    def _options_for_a_choice(self) -> FormField:
        if (self.type == "choice") != bool(self.options):
            raise ValueError("options: given for type `choice`, and for no other")
        return self

    @property
    def regex(self) -> str:
        """What the whole of a value must match, for the page and for us."""
        if self.options:
            return "|".join(self.options)
        return self.pattern or FIELD_TYPES[self.type].pattern

    @property
    def wrong(self) -> Text:
        """What is said of a value that does not match."""
        return FIELD_TYPES[self.type].wrong

    @cached_property
    def whole(self) -> re.Pattern[str]:
        """The same, compiled: every edit of a form looks at all its fields."""
        return re.compile(self.regex)

    def fault(self, value: str) -> Text | None:
        """What is wrong with a value, or None."""
        value = value.strip()
        if not value:
            return _EMPTY if self.required else None
        if self.whole.fullmatch(value) is None:
            return self.wrong
        if self.type == "id_number" and not is_id_number(value):
            return _CHECK_DIGIT
        return None

    def masked(self, value: str) -> str:
        """The value for those who need not see it: as it is where it is not personal."""
        return mask(self.type, value) if self.personal else value

    def shown(self, value: str, language: Literal["zh-CN", "en"]) -> str:
        """The value in words: of a choice its title."""
        return self.options[value].of(language) if value in self.options else value


_EMPTY = text("未填写", "not filled in")
_CHECK_DIGIT = text("校验位不正确，请核对", "wrong check digit: please compare with the card")


class Material(Frozen):
    """A paper or an electronic licence (材料)."""

    title: Text
    note: Text | None = None
    accepts: tuple[MediaType, ...] = Field(default=ANY_MEDIA, min_length=1)
    reasons: tuple[Name, ...] = Field(
        default=(), description="what a clerk may find wrong with it, beside the reasons for all"
    )


class Need(Frozen):
    """A line of a region's checklist: one material, or one of several."""

    material: Name
    or_: tuple[Name, ...] = Field(
        default=(), alias="or", description="materials any of which will do instead"
    )
    when: dict[Name, Name] = Field(
        default_factory=dict, description="choices of the form for which it is needed; default all"
    )
    note: Text | None = Field(default=None, description="the region's own words about it")

    @property
    def any_of(self) -> tuple[str, ...]:
        """The materials that fulfil it, the usual one first."""
        return (self.material, *self.or_)

    def applies(self, answers: Mapping[str, str]) -> bool:
        """Whether it is asked of who fills in the form like this."""
        return all(answers.get(name) == value for name, value in self.when.items())


class Fee(Frozen):
    """What is to be paid."""

    title: Text
    cny: Annotated[float, Field(ge=0, allow_inf_nan=False, strict=True)]
    when: dict[Name, Name] = Field(
        default_factory=dict, description="choices of the form for which it is due"
    )


class RegionRules(Frozen):
    """A region's version of an item (实施清单)."""

    rule_version: str = Field(min_length=1, description="of the region's rules, as it prints it")
    code: str = Field(min_length=1, description="of the item in the region's own system")
    needs: tuple[Need, ...] = Field(min_length=1, description="the checklist, in its order")
    promised_days: Days = Field(
        description="working days promised (承诺时限), from acceptance; 0: on the spot"
    )
    statutory_days: Days = Field(
        description="working days the law allows (法定时限), from acceptance; 0: on the spot"
    )
    fees: tuple[Fee, ...] = Field(default=(), description="none: free of charge")
    illustrative: bool = Field(
        default=True,
        description="whether any of it is invented (示例); said wherever it is printed",
    )
    note: Text | None = None

    @model_validator(mode="after")
    def _kept_promise(self) -> RegionRules:
        if self.promised_days > self.statutory_days:
            raise ValueError(
                f"promised_days: {self.promised_days:g} is more than the law allows "
                f"({self.statutory_days:g}); promise less"
            )
        return self


class Ineligible(Frozen):
    """Why an item cannot go through a channel, and where to go instead."""

    reason: Text
    instead: Text


class Fact(Frozen):
    """What is known about an item, and from where."""

    text: Text
    grade: Grade = Field(
        description="A: found, with a source; K: general knowledge; B: an assumption; "
        "C: looked for and not found"
    )
    source: str = Field(default="", description="where a fact of grade A was found")

    @model_validator(mode="after")
    def _sourced(self) -> Fact:
        if self.grade == "A" and not self.source:
            raise ValueError("source: missing; a fact of grade A says where it was found")
        return self


class CatalogueItem(Frozen):
    """An item (事项) as all regions have it, and each region's rules for it.

    Once read, it has the shared fields before its own, and every material and reason it uses.
    """

    title: Text
    difficulty: Literal["simple", "normal", "complex"] = Field(
        description="the handling class, as in scenarios"
    )
    parts: tuple[Text, ...] = Field(default=(), description="items handled together as this one")
    must_record: bool = Field(
        default=False, description="whether the whole session must be recorded"
    )
    fields: dict[Name, FormField] = Field(
        default_factory=dict, description="of its form, after those all items share"
    )
    materials: dict[Name, Material] = Field(
        default_factory=dict, description="its own, beside the shared ones"
    )
    reasons: dict[Name, Text] = Field(
        default_factory=dict, description="its own reasons for finding a material deficient"
    )
    regions: dict[str, RegionRules] = Field(min_length=1)
    not_through: dict[str, Ineligible] = Field(
        default_factory=dict, description="channels that cannot serve it"
    )
    facts: tuple[Fact, ...] = ()

    def form(self, region: str) -> Mapping[str, FormField]:
        """The fields a region asks for, in the order of the form."""
        return self._forms[region]

    @cached_property
    def _forms(self) -> dict[str, dict[str, FormField]]:
        return {
            region: {
                name: field
                for name, field in self.fields.items()
                if field.only_in is None or region in field.only_in
            }
            for region in self.regions
        }

    def checklist(self, region: str, answers: Mapping[str, str]) -> list[Need]:
        """What a region needs of one who fills in the form like this."""
        needs = self.regions[region].needs
        return [need for need in needs if not need.when or need.applies(answers)]

    def missing(
        self, region: str, answers: Mapping[str, str], materials: Collection[str]
    ) -> list[Need]:
        """The lines of a region's checklist that these materials leave open; none: complete."""
        return [
            need
            for need in self.checklist(region, answers)
            if need.material not in materials and not any(name in materials for name in need.or_)
        ]

    def form_faults(self, region: str, answers: Mapping[str, str]) -> dict[str, Text]:
        """What is wrong with a filled-in form, by field; a field the region asks not is wrong."""
        names = [*self.form(region), *answers]
        faults = {name: self.fault(region, name, answers.get(name, "")) for name in names}
        return {name: fault for name, fault in faults.items() if fault is not None}

    def fault(self, region: str, name: str, value: str) -> Text | None:
        """What is wrong with a field's value, or None."""
        field = self.form(region).get(name)
        return _NOT_ASKED if field is None else field.fault(value)

    def fee_cny(self, region: str, answers: Mapping[str, str]) -> float:
        """What an applicant pays [CNY]."""
        fees = self.regions[region].fees
        return sum(fee.cny for fee in fees if all(answers.get(k) == v for k, v in fee.when.items()))

    def reasons_for(self, material: str) -> dict[str, Text]:
        """What a clerk may find wrong with a material, by name."""
        return {name: self.reasons[name] for name in self.materials[material].reasons}


_NOT_ASKED = text("该地表单没有此项", "not asked in this region")


class Region(Frozen):
    """A region (省市), as the catalogue names it."""

    title: Text
    portal: str = Field(default="", description="its portal for citizens")
    system: Text = Field(description="its acceptance system, as its receipts name it")
    hotline: str = Field(default="12345")


class SharedParts(Frozen):
    """The file all items share: regions, and the fields, materials and reasons many use."""

    regions: dict[Name, Region] = Field(min_length=1)
    fields: dict[Name, FormField] = Field(
        default_factory=dict, description="at the head of every form"
    )
    materials: dict[Name, Material] = Field(default_factory=dict)
    reasons: dict[Name, Text] = Field(default_factory=dict)
    reasons_for_all: tuple[Name, ...] = Field(
        default=(), description="reasons a clerk may choose for any material"
    )


class Catalogue(Frozen):
    """All regions and items, read and checked."""

    regions: dict[str, Region]
    items: dict[str, CatalogueItem]
