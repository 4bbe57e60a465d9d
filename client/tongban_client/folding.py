"""A case as it is seen, after one more record: what the service does not send anew each time.

The service sends a whole view once and then each record with what else has changed (stage,
actions, …). Form, materials, proposals and what was said are folded here from the record.
"""

from __future__ import annotations

from typing import Any

__all__ = ["folded"]

Json = dict[str, Any]


def folded(view: Json, record: Json, now: Json) -> Json:
    """The view after a record."""
    view, body = {**view, **now}, record["body"]
    match body["type"]:
        case "edit_field":
            return _valued(view, body["field"], body["value"], record["by"]["role"])
        case "propose_field":
            proposal = {"field": body["field"], "value": body["value"]}
            name = record["command"] or str(record["seq"])
            return view | {"proposals": {**view.get("proposals", {}), name: proposal}}
        case "accept_proposal":
            proposal = view["proposals"][body["proposal"]]
            view = _valued(view, proposal["field"], proposal["value"], record["by"]["role"])
            return _without(view, "proposals", body["proposal"])
        case "decline_proposal":
            return _without(view, "proposals", body["proposal"])
        case "add_material":
            kept = {key: body[key] for key in ("media_type", "size", "file_name")}
            kept |= {"sha256": body["document"], "verdict": None, "reason": None, "remark": ""}
            return _with_material(view, body["material"], kept)
        case "remove_material":
            return _without(view, "materials", body["material"])
        case "judge_material":
            verdict = {key: body[key] for key in ("verdict", "reason", "remark")}
            kept = view.get("materials", {}).get(body["material"], {})
            return _with_material(view, body["material"], kept | verdict)
        case "identify":
            return view | {"identity": body}
        case "sign":
            return view | {"signature": body["image"]}
        case "submit":
            return view | {"answer": None}
        case "act":
            return _moved(view, body)
        case "answer":
            return view | {"answer": body}
        case "rate":
            return view | {"rating": body}
        case "say":
            return view | {"said": [*view.get("said", []), record]}
        case "note":
            return view | {"notes": [*view.get("notes", []), record]}
    return view


def _moved(view: Json, act: Json) -> Json:
    if act.get("notice"):
        view = view | {"notices": [*view.get("notices", []), act["notice"]]}
    if act.get("ticket") and "form" in view:  # another visit: who is there is asked anew
        view = view | {"identity": None, "proposals": {}}
    return view


def _valued(view: Json, name: str, value: str, role: str) -> Json:
    form = view.get("form", {})
    revision = form.get(name, {"revision": 0})["revision"] + 1
    return view | {"form": {**form, name: {"value": value, "revision": revision, "by": role}}}


def _with_material(view: Json, name: str, document: Json) -> Json:
    return view | {"materials": {**view.get("materials", {}), name: document}}


def _without(view: Json, table: str, name: str) -> Json:
    return view | {table: {k: v for k, v in view.get(table, {}).items() if k != name}}
