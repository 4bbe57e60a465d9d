"""A small item in the remote window's session, and a case one can talk to."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from tongban.flow import Text
from tongban.scenario import CatalogueItem, flows
from tongban.scenario.catalogue import FormField, Material, Need, RegionRules
from tongban.session import (
    Actor,
    CaseState,
    Record,
    Refusal,
    Rules,
    Ticket,
    content_digest,
    decide,
    evolve,
)
from tongban.session import messages as m

SECOND = 1_000_000
ROLES = {
    role: Actor(role=role, id=f"{role}-1")
    for role in ("applicant", "assistant", "clerk", "supervisor", "clock", "region")
}
PAPER, PHOTO, INK = "a" * 64, "b" * 64, "c" * 64


def text(name: str) -> Text:
    return Text.model_validate({"zh-CN": name, "en": name})


@cache
def rules() -> Rules:
    item = CatalogueItem(
        title=text("matter"),
        difficulty="simple",
        fields={
            "name": FormField(title=text("name")),
            "id_number": FormField(title=text("id number"), type="id_number"),
            "remark": FormField(title=text("remark"), required=False, personal=False),
        },
        materials={
            "id_card": Material(title=text("ID card"), reasons=("blurred",)),
            "photo": Material(title=text("photo")),
        },
        reasons={"blurred": text("blurred")},
        regions={
            "shanghai": RegionRules(
                rule_version="1",
                code="1",
                needs=(Need(material="id_card"),),
                promised_days=1,
                statutory_days=1,
            )
        },
    )
    return Rules(flow=flows()["virtual_window"], item=item, region="shanghai")


@dataclass
class Case:
    """A case and its stream; ``tell`` says something to it as some role, a second later."""

    rules: Rules = field(default_factory=rules)
    stream: list[Record] = field(default_factory=list)
    state: CaseState | None = None
    at: int = 1_700_000_000 * SECOND
    told: int = 0
    name: str = "case-1"

    def open(self, *, is_enquiry: bool = False) -> Case:
        flow = self.rules.flow
        opened = m.Open(
            home="shanghai",
            item="medical_filing",
            is_enquiry=is_enquiry,
            flow=flow.name,
            stage=flow.starts.get("enquiry", flow.start) if is_enquiry else flow.start,
            ticket=Ticket(number="A001", hall="hefei"),
        )
        self._record(opened, ROLES["applicant"], "c0")
        return self

    def try_(
        self, role: str, body: m.Body, command: str | None = None, by: str | None = None
    ) -> Record | Refusal | None:
        """What the case answers; a record is folded in."""
        assert self.state is not None
        self.told += 1
        self.at += SECOND
        given = m.Command(id=command or f"c{self.told}", body=body)
        actor = ROLES[role] if by is None else Actor.model_validate({"role": role, "id": by})
        found = decide(self.rules, self.state, given, actor)
        if found is None or isinstance(found, Refusal):
            return found
        return self._record(found, actor, given.id)

    def tell(self, role: str, body: m.Body) -> CaseState:
        """The same where it must be accepted."""
        found = self.try_(role, body)
        assert isinstance(found, Record), found
        assert self.state is not None
        return self.state

    def refuse(self, role: str, body: m.Body) -> Refusal:
        """The same where it must be refused."""
        before, found = self.state, self.try_(role, body)
        assert isinstance(found, Refusal), found
        assert self.state is before
        return found

    def act(self, role: str, action: str, **more: object) -> CaseState:
        return self.tell(role, m.Act.model_validate({"action": action, **more}))

    def _record(self, body: m.Body, by: Actor, command: str) -> Record:
        seq = len(self.stream) + 1
        record = Record(case=self.name, seq=seq, at=self.at, by=by, command=command, body=body)
        self.state = evolve(self.rules, self.state, record)
        self.stream.append(record)
        return record

    # The story, a stage at a time.

    def seated(self) -> Case:
        self.tell("assistant", m.Start(units={"window": "w1", "assistant": "assistant-1"}))
        self.act("assistant", "seated")
        return self

    def connected(self) -> Case:
        self.tell("clerk", m.Start(units={"clerk": "clerk-1"}))
        self.act("clerk", "connected")
        return self

    def identified(self) -> Case:
        for capability in ("view", "guide"):
            self.tell("applicant", m.GrantConsent(capability=capability))
        self.tell("clerk", m.Identify(method="card_reader", matches=True, document_number="31"))
        self.act("clerk", "verified")
        return self

    def filled(self) -> Case:
        self.fill("name", "Zhang")
        self.fill("id_number", "310101199001011234")
        self.act("applicant", "filled")
        return self

    def fill(self, name: str, value: str) -> CaseState:
        assert self.state is not None
        entry = self.state.form.get(name)
        base = entry.revision if entry else 0
        return self.tell("applicant", m.EditField(field=name, value=value, base=base))

    def shown(self, verdict: str = "accepted") -> Case:
        self.tell("assistant", added("id_card", PAPER))
        self.tell(
            "clerk",
            m.JudgeMaterial.model_validate(
                {
                    "material": "id_card",
                    "document": PAPER,
                    "verdict": verdict,
                    "reason": "blurred" if verdict == "rejected" else None,
                }
            ),
        )
        return self

    def signed(self) -> Case:
        assert self.state is not None
        self.act("clerk", "complete")
        self.tell("applicant", m.Sign(image=INK, covers=content_digest(self.state)))
        self.act("applicant", "signed")
        return self

    def submitted(self) -> Case:
        assert self.state is not None
        self.tell("applicant", m.Submit(covers=content_digest(self.state)))
        return self

    def answered(self, **answer: object) -> Case:
        assert self.state is not None
        assert self.state.submission is not None
        key = self.state.submission.key
        self.tell("region", m.Answer.model_validate({"key": key, **answer}))
        return self


def added(material: str, document: str) -> m.AddMaterial:
    return m.AddMaterial(
        material=material, document=document, media_type="image/png", size=9, file_name="z.png"
    )
