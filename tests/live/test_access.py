"""Who comes in and who does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from argon2 import PasswordHasher

from tongban.errors import InputError
from tongban.live.access import Account, Accounts, Grant, Limiter, NotAllowed, Tokens

CHEAP = PasswordHasher(time_cost=1, memory_cost=64)
GRANT = Grant("applicant", "ticket-1", "hefei", "case-1")


def test_a_token_says_what_it_was_given_for() -> None:
    tokens = Tokens()
    assert tokens.read(tokens.give(GRANT)) == GRANT
    assert GRANT.actor.role == "applicant"


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda token: "", id="empty"),
        pytest.param(lambda token: "x" + token[1:], id="changed"),
        pytest.param(lambda token: token[:-8], id="cut short"),
        pytest.param(lambda token: "é", id="no ASCII"),
        pytest.param(lambda token: Tokens().give(GRANT), id="of another service"),
    ],
)
def test_no_other_token_is_read(spoil) -> None:  # type: ignore[no-untyped-def]
    tokens = Tokens()
    with pytest.raises(NotAllowed):
        tokens.read(spoil(tokens.give(GRANT)))


def test_a_token_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens, now = Tokens(), 1_000_000
    monkeypatch.setattr("cryptography.fernet.time.time", lambda: now)
    token = tokens.give(GRANT)
    now += 60
    assert tokens.read(token, ttl_s=61) == GRANT
    now += 2
    with pytest.raises(NotAllowed):
        tokens.read(token, ttl_s=61)


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path / "accounts.db", CHEAP)


def test_an_account_logs_in_with_its_password(accounts: Accounts, tmp_path: Path) -> None:
    password = accounts.add("clerk-1", "clerk", "shanghai")
    assert accounts.log_in("clerk-1", password) == Account("clerk-1", "clerk", "shanghai")
    assert Accounts(tmp_path / "accounts.db", CHEAP).log_in("clerk-1", password).role == "clerk"
    assert password.encode() not in (tmp_path / "accounts.db").read_bytes()


def test_all_that_is_wrong_sounds_the_same(accounts: Accounts) -> None:
    password = accounts.add("clerk-1", "clerk", "shanghai")
    accounts.add("clerk-2", "clerk", "shanghai")
    accounts.disable("clerk-1")
    said = set()
    for name, given in (("clerk-1", password), ("clerk-2", "wrong"), ("nobody", "wrong")):
        with pytest.raises(NotAllowed) as caught:
            accounts.log_in(name, given)
        said.add(str(caught.value))
    assert said == {"name or password is wrong"}


def test_a_reset_makes_an_account_usable_again(accounts: Accounts) -> None:
    old = accounts.add("clerk-1", "clerk", "shanghai")
    accounts.disable("clerk-1")
    new = accounts.reset("clerk-1")
    assert accounts.log_in("clerk-1", new).name == "clerk-1"
    with pytest.raises(NotAllowed):
        accounts.log_in("clerk-1", old)
    assert [account.is_disabled for account in accounts.all()] == [False]


def test_names_that_are_taken_or_unknown(accounts: Accounts) -> None:
    accounts.add("clerk-1", "clerk", "shanghai")
    with pytest.raises(InputError, match="choose another name"):
        accounts.add("clerk-1", "clerk", "anhui")
    with pytest.raises(InputError, match="did you mean 'clerk-1'"):
        accounts.reset("clerk1")


def test_tries_are_limited_for_each_key_and_come_back() -> None:
    now = 0.0
    limiter = Limiter(3, 60, lambda: now)
    assert [limiter.allows("a") for _ in range(4)] == [True, True, True, False]
    assert limiter.allows("b")
    now = 60.0
    assert limiter.allows("a")
