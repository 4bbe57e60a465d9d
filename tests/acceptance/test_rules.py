"""The same papers at four systems, and refusals carried in each region's own words."""

from __future__ import annotations

import datetime as dt

import pytest
from regions import PAPERS, PERSON, REGIONS, WANTED, company, contents, material, run, system

from tongban.acceptance import Accepted, Refused, Submission
from tongban.acceptance.stand_in.days import promised_on

CHINA = dt.timezone(dt.timedelta(hours=8))
TUESDAY = dt.datetime(2023, 6, 6, 9, 12, 33, tzinfo=CHINA)


@pytest.mark.parametrize("region", REGIONS)
def test_same_papers_are_complete_in_one_region_and_deficient_in_others(region: str) -> None:
    async def story() -> None:
        async with system(region) as adapter:
            outcome = await adapter.submit(company(region, PAPERS), contents)
        missing = () if isinstance(outcome, Accepted) else outcome.reasons
        assert tuple(reason.about for reason in missing) == WANTED[region]
        if isinstance(outcome, Refused):
            assert outcome.kind == "deficient"

    run(story)


@pytest.mark.parametrize(
    ("region", "number", "promised", "rule_version"),
    [
        ("shanghai", "751230606000001", dt.date(2023, 6, 7), "沪市监2023.2"),
        ("jiangsu", "JS320000-20230606-00001", dt.date(2023, 6, 7), "苏市监〔2023〕示4"),
        ("zhejiang", "33202306060000016", dt.date(2023, 6, 6), "ZJ-5.0"),  # 3+3+2+0+2+3+6+6+1 = 26
        ("anhui", "皖受〔2023〕0606-00001号", dt.date(2023, 6, 8), "皖2022版"),
    ],
)
def test_accepted_case_has_the_region_s_number_and_promise(
    region: str, number: str, promised: dt.date, rule_version: str
) -> None:
    async def story() -> None:
        async with system(region, clock=lambda: TUESDAY) as adapter:
            outcome = await adapter.submit(company(region), contents)
        assert isinstance(outcome, Accepted)
        assert outcome.receipt
        assert outcome.model_copy(update={"receipt": ()}) == Accepted(
            region=region,
            idempotency_key="VW-20230606-0001.1",
            case_number=number,
            accepted_at=TUESDAY,
            promised_on=promised,
            statutory_days=3,
            rule_version=rule_version,
        )

    run(story)


@pytest.mark.parametrize(
    ("region", "said"),
    [
        ("shanghai", ("E2001", "phone", "“联系电话”为必填项", "Phone is required")),
        ("jiangsu", ("2101", "phone", "请补填“联系电话”", "please fill in: Phone")),
        ("zhejiang", ("ZJ11", "phone", "表单项“联系电话”未填", "form item left empty: Phone")),
        ("anhui", ("11", "phone", "申请表缺项：联系电话", "Entry missing in the form: Phone")),
    ],
)
def test_refusal_is_in_the_region_s_words(region: str, said: tuple[str, str, str, str]) -> None:
    async def story() -> None:
        whole = company(region)
        fields = whole.fields | {"phone": ""}
        async with system(region) as adapter:
            outcome = await adapter.submit(whole.model_copy(update={"fields": fields}), contents)
        assert isinstance(outcome, Refused)
        [found] = outcome.reasons
        assert (found.code, found.about, found.zh, found.en) == said

    run(story)


@pytest.mark.parametrize("region", REGIONS)
def test_everything_wrong_is_said_at_once(region: str) -> None:
    async def story() -> None:
        whole = company(region, PAPERS[:-1])
        fields = whole.fields | {"phone": "12", "id_number": "990101199001010010"}
        async with system(region) as adapter:
            outcome = await adapter.submit(whole.model_copy(update={"fields": fields}), contents)
        assert isinstance(outcome, Refused)
        about = {reason.about for reason in outcome.reasons}
        missing = {"premises_proof"} - ({"premises_proof"} if region == "zhejiang" else set())
        assert about == {"phone", "id_number", *missing, *WANTED[region]}

    run(story)


@pytest.mark.parametrize("region", REGIONS)
def test_item_that_cannot_go_through_the_window_is_not_accepted(region: str) -> None:
    async def story() -> None:
        submission = Submission(
            trace_id="t",
            idempotency_key="k",
            region=region,
            item="first_id_card",
            fields=PERSON | {"age_group": "from_16", "delivery": "mail"},
        )
        async with system(region) as adapter:
            outcome = await adapter.submit(submission, contents)
        assert isinstance(outcome, Refused)
        assert outcome.kind == "not_accepted"
        assert "指纹" in outcome.reasons[0].zh
        assert "派出所" in outcome.reasons[0].zh
        assert "police" in outcome.reasons[0].en

    run(story)


@pytest.mark.parametrize("region", REGIONS)
def test_refused_case_is_accepted_once_it_is_complete(region: str) -> None:
    async def story() -> None:
        async with system(region) as adapter:
            first = await adapter.submit(company(region, PAPERS[:1]), contents)
            second = company(region, idempotency_key="VW-20230606-0001.2")
            assert isinstance(first, Refused)
            assert isinstance(await adapter.submit(second, contents), Accepted)

    run(story)


def test_shanghai_refuses_outdated_rules_but_keeps_a_case_it_accepted() -> None:
    """Its own rule; a key that has its case keeps it whatever changes."""

    async def story() -> None:
        async with system("shanghai") as adapter:
            first = await adapter.submit(company("shanghai"), contents)
            item = adapter.catalogue.items["company_change"]
            rules = item.regions["shanghai"].model_copy(update={"rule_version": "沪市监2022.9"})
            older = item.model_copy(update={"regions": item.regions | {"shanghai": rules}})
            adapter.catalogue = adapter.catalogue.model_copy(
                update={"items": adapter.catalogue.items | {"company_change": older}}
            )
            assert await adapter.submit(company("shanghai"), contents) == first
            other = company("shanghai", idempotency_key="k2")
            outcome = await adapter.submit(other, contents)
        assert isinstance(outcome, Refused)
        assert outcome.reasons[0].zh == "办事指南已更新为沪市监2023.2，请按新版办理"

    run(story)


def test_document_that_is_not_the_signed_one_is_never_sent() -> None:
    async def story() -> None:
        forged = material("premises_proof", sha256="0" * 64)
        submission = company("jiangsu", ()).model_copy(update={"materials": (forged,)})
        async with system("jiangsu") as adapter:
            with pytest.raises(ValueError, match="premises_proof"):
                await adapter.submit(submission, contents)

    run(story)


@pytest.mark.parametrize(
    ("at", "days", "on"),
    [
        ((2023, 6, 6, 9), 0, (2023, 6, 6)),
        ((2023, 6, 6, 9), 0.5, (2023, 6, 6)),
        ((2023, 6, 6, 13), 0.5, (2023, 6, 7)),
        ((2023, 6, 9, 13), 0.5, (2023, 6, 12)),
        ((2023, 6, 9, 9), 1, (2023, 6, 12)),
        ((2023, 6, 6, 9), 15, (2023, 6, 27)),
        ((2023, 6, 6, 13), 1.5, (2023, 6, 8)),
    ],
)
def test_promise_counts_working_days(
    at: tuple[int, int, int, int], days: float, on: tuple[int, int, int]
) -> None:
    assert promised_on(dt.datetime(*at, tzinfo=CHINA), days) == dt.date(*on)
