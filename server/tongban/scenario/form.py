"""Types of form fields: what a value looks like, and how it is masked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ..flow import Text, text

__all__ = ["FIELD_TYPES", "FieldType", "FormType", "is_id_number", "mask"]

FieldType = Literal[
    "text", "name", "id_number", "phone", "address", "date", "number", "credit_code", "choice"
]


@dataclass(frozen=True)
class FormType:
    """A type's pattern, what to say of a value that does not match it, and how to mask it.

    keep  characters shown at the beginning and at the end of a masked value
    """

    pattern: str
    wrong: Text
    keep: tuple[int, int] = (0, 0)


# No line breaks or control characters anywhere: a value stands in one line of a form.
FIELD_TYPES: dict[FieldType, FormType] = {
    "text": FormType(r"[^\x00-\x1f\x7f]{1,200}", text("至多200字，不得换行", "one line of text")),
    "name": FormType(r"[^\x00-\x1f\x7f]{2,50}", text("请填写姓名全称", "the full name"), (1, 0)),
    "id_number": FormType(
        r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]",
        text(
            "应为18位公民身份号码，第7至14位为出生日期",
            "18 digits, the 7th to 14th a date of birth; the last may be X",
        ),
        (3, 4),
    ),
    "phone": FormType(r"1\d{10}", text("应为11位手机号码", "11 digits, beginning with 1"), (3, 4)),
    "address": FormType(
        r"[^\x00-\x1f\x7f]{5,200}", text("请填写详细地址", "the full address"), (3, 0)
    ),
    "date": FormType(
        r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])",
        text("应为日期，如2023-06-06", "a date such as 2023-06-06"),
    ),
    "number": FormType(
        r"\d{1,12}(?:\.\d{1,2})?", text("应为数字", "a number, at most two decimals")
    ),
    "credit_code": FormType(
        r"[0-9A-HJ-NPQRTUWXY]{18}",
        text("应为18位统一社会信用代码", "18 digits or letters"),
        (4, 4),
    ),
    "choice": FormType(r"[a-z][a-z0-9_]*", text("请选择一项", "choose one")),
}

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
HIDDEN = "***"


def is_id_number(value: str) -> bool:
    """Whether an ID number's last character is the check digit of the others.

    Source: GB 11643-1999, ISO 7064 MOD 11-2.
    """
    if re.fullmatch(r"\d{17}[\dX]", value) is None:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, value, strict=False))
    return CHECK_DIGITS[total % 11] == value[-1]


def mask(kind: FieldType, value: str) -> str:
    """A personal value as others may see it: enough to recognise it, too little to learn it.

    Never more than two thirds of it show, so that short values give nothing away.
    """
    head, tail = FIELD_TYPES[kind].keep
    if not head + tail or 3 * (head + tail) > 2 * len(value):
        return HIDDEN if value else ""
    stars = "*" * (len(value) - head - tail) if kind != "address" else HIDDEN
    return value[:head] + stars + value[len(value) - tail :]
