"""The rules of a video call, apart from any: how much is sent, how signals find together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from video_world import bare, site


@pytest.fixture(scope="module")
def page(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A page of the service that runs nothing of its own."""
    with site(tmp_path_factory.mktemp("rules")) as service:
        page = chromium.new_page()
        bare(page, service.url)
        yield page
        page.close()


# --- how much is sent -----------------------------------------------------------------------

AFTER = """async (letters) => {
    const { START, after } = await import("/static/video/quality.js");
    const way = (rtt_ms, loss = 0, jitter_ms = 5) => ({ rtt_ms, loss, jitter_ms });
    const sample = (out, room_kbps = 2000, back = out) =>
        ({ isConnected: true, out, in: back, room_kbps });
    const none = { rtt_ms: null, loss: null, jitter_ms: null };
    const SAMPLES = {
        g: sample(way(20)),
        f: sample(way(20, 0.05)),
        p: sample(way(20, 0.2)),
        P: sample(way(1500)),
        j: sample(way(20, 0, 500)),
        r: sample(way(20), 50),
        b: sample(way(20), 2000, way(20, 0.2)),
        n: sample(none, null),
        x: { ...sample(way(20)), isConnected: false },
    };
    const all = [START];
    for (const letter of letters) all.push(after(all.at(-1), SAMPLES[letter]));
    const path = (name) => all.map((each) => each[name]).filter((v, i, a) => v !== a[i - 1]);
    return { levels: path("level"), shown: path("shown") };
}"""
DOWN = ["full", "reduced", "low", "audio", "text"]


@pytest.mark.parametrize(
    ("samples", "levels"),
    [
        pytest.param("g" * 50, ["full"], id="good stays"),
        pytest.param("n" * 50, ["full"], id="nothing measured is nothing bad"),
        pytest.param("gpg", ["full"], id="one poor sample changes nothing"),
        pytest.param("pp", ["full", "reduced"], id="two in a row send less"),
        pytest.param("PP", ["full", "reduced"], id="too late is as bad as lost"),
        pytest.param("rr", ["full", "reduced"], id="no room is as bad as lost"),
        pytest.param("bb", ["full"], id="what comes in is the other side's to send less of"),
        pytest.param("jj", ["full"], id="what jitters comes all the same"),
        pytest.param("p" * 50, DOWN, id="down to text, and no further"),
        pytest.param("x" * 50, ["full"], id="a lost way is no matter of less"),
        pytest.param("pp" + "g" * 4, ["full", "reduced"], id="up takes longer than down"),
        pytest.param("pp" + "g" * 5, ["full", "reduced", "full"], id="up again"),
        pytest.param("pp" + "ggggf" * 9, ["full", "reduced"], id="what is fair changes nothing"),
        pytest.param("gp" * 40, ["full"], id="to and fro is no flapping"),
        pytest.param(
            "pp" + "g" * 5 + "pp" + "g" * 9,
            ["full", "reduced", "full", "reduced"],
            id="a step up that did not hold is tried later",
        ),
        pytest.param(
            "pp" + "g" * 5 + "pp" + "g" * 10,
            ["full", "reduced", "full", "reduced", "full"],
            id="twice as late",
        ),
        pytest.param(
            "pp" + "g" * 5 + "pp" + "g" * 40 + "pp" + "g" * 5,
            ["full", "reduced", "full", "reduced", "full", "reduced", "full"],
            id="one that held is forgiven",
        ),
        pytest.param("p" * 8 + "g" * 20, [*DOWN, *DOWN[-2::-1]], id="all the way and back"),
    ],
)
def test_how_much_is_sent(page: Any, samples: str, levels: list[str]) -> None:
    assert page.evaluate(AFTER, samples)["levels"] == levels


def test_a_way_that_bears_no_picture_is_tried_ever_more_rarely(page: Any) -> None:
    tries, samples = [], "p" * 6
    for _ in range(5):
        rises = next(n for n in range(1, 60) if rises_after(page, samples + "g" * n))
        tries.append(rises)
        samples += "g" * rises + "pp"
    assert tries == [5, 10, 20, 40, 40]


def rises_after(page: Any, samples: str) -> bool:
    return bool(page.evaluate(AFTER, samples)["levels"][-1] == "low")


@pytest.mark.parametrize(
    ("samples", "shown"),
    [
        pytest.param("gp" * 20, ["good"], id="it has to stay"),
        pytest.param("pp", ["good", "poor"], id="worse is soon said"),
        pytest.param("bb", ["good", "poor"], id="what comes in counts too"),
        pytest.param("ppgg", ["good", "poor"], id="better is said later"),
        pytest.param("ppggg", ["good", "poor", "good"], id="once it has stayed"),
        pytest.param("ffxx", ["good", "fair", "lost"], id="no way at all"),
    ],
)
def test_what_is_shown(page: Any, samples: str, shown: list[str]) -> None:
    assert page.evaluate(AFTER, samples)["shown"] == shown


def test_each_level_sends_less_than_the_one_before(page: Any) -> None:
    found = page.evaluate(
        """async () => {
            const { LEVELS, limits } = await import("/static/video/quality.js");
            return LEVELS.map((level) => [
                ...["picture", "second"].map((place) => limits(level, place, place === "second")),
                limits(level, "sound", false)]);
        }"""
    )
    for place in (0, 1):
        full, reduced, low, *none = [level[place].get("maxBitrate") for level in found]
        assert full > 2 * reduced > 4 * low
        assert none == [None, None]
    assert [level[0]["active"] for level in found] == [True, True, True, False, False]
    assert [level[2]["active"] for level in found] == [True, True, True, True, False]


@pytest.mark.parametrize(
    ("link", "ours", "theirs", "state"),
    [
        pytest.param("waiting", "on camera", "on camera", "waiting", id="nobody there"),
        pytest.param("interrupted", "paused paused", "on camera", "interrupted", id="link first"),
        pytest.param("connected", "on camera", "on camera", "connected", id="all well"),
        pytest.param("connected", "on off", "muted off", "connected", id="off by choice"),
        pytest.param("connected", "on camera", "on paused", "audio-only", id="theirs is weak"),
        pytest.param("connected", "paused paused", "on camera", "text-only", id="ours is none"),
    ],
)
def test_the_one_word_for_a_call(page: Any, link: str, ours: str, theirs: str, state: str) -> None:
    sides = [dict(zip(("sound", "picture"), side.split(), strict=True)) for side in (ours, theirs)]
    found = page.evaluate(
        """async ([link, ours, theirs]) => {
            const { callState } = await import("/static/state/call.js");
            return callState(link, ours, theirs);
        }""",
        [link, *sides],
    )
    assert found == state


def test_what_another_browser_says_is_taken_by_known_words_only(page: Any) -> None:
    found = page.evaluate(
        """async () => {
            const { asShows } = await import("/static/state/call.js");
            const given = [null, 7, { sound: "on", picture: "<b>", second: ["camera"] }];
            return given.map(asShows);
        }"""
    )
    nothing = {"sound": None, "picture": None, "second": None}
    assert found == [nothing, nothing, nothing | {"sound": "on"}]


# --- how signals find together --------------------------------------------------------------

WORLD = """async () => {
    const { Peer } = await import("/static/video/peer.js");
    /** A case's socket, as far as signals go; it may lose what is said. */
    class Wire extends EventTarget {
        state = "open"; said = []; loses = () => false;
        constructor(id) { super(); this.id = id; }
        pass({ data }) {
            const copy = JSON.parse(JSON.stringify(data));
            this.said.push(copy);
            if (this.state !== "open" || this.loses(copy)) return;
            setTimeout(() => this.other.hear(this.id, copy));
        }
        hear(id, data) {
            if (this.state !== "open") return;
            this.dispatchEvent(new CustomEvent("signal", { detail: { by: { id }, data } }));
        }
        turn(state) { this.state = state; this.dispatchEvent(new Event("change")); }
        count(type) { return this.said.filter((s) => s.description?.type === type).length; }
    }
    globalThis.world?.peers.forEach((peer) => peer.close());
    const [window_, desk] = [new Wire("c-1"), new Wire("k-1")];
    [window_.other, desk.other] = [desk, window_];
    const peer = (wire) => {
        const made = new Peer({ socket: wire, to: wire.other.id, isPolite: wire === window_,
            servers: async () => [] });
        world.peers.push(made);
        return made;
    };
    const until = async (condition) => {
        const end = performance.now() + 9000;  // before all is begun anew by itself
        while (!condition()) {
            if (performance.now() > end) throw new Error(`did not come about: ${condition}`);
            await new Promise((done) => setTimeout(done, 10));
        }
    };
    globalThis.world = { window: window_, desk, peer, until, peers: [] };
}"""


@pytest.mark.parametrize(("who", "what"), [("desk", "offer"), ("window", "answer")])
def test_a_description_that_was_lost_is_said_again(page: Any, who: str, what: str) -> None:
    page.evaluate(WORLD)
    page.evaluate(
        """async ([who, what]) => {
            const { window, desk, peer, until } = world;
            world[who].loses = ({ description }) => description?.type === what;
            const [w, d] = [peer(window), peer(desk)];
            await until(() => world[who].count(what) > 0);
            world[who].turn("away");
            world[who].loses = () => false;
            world[who].turn("open");
            await until(() => w.state === "connected" && d.state === "connected");
        }""",
        [who, what],
    )


def test_both_may_offer_at_once(page: Any) -> None:
    page.evaluate(WORLD)
    found = page.evaluate(
        """async () => {
            const { window, desk, peer, until } = world;
            const [w, d] = [peer(window), peer(desk)];
            await until(() => w.state === "connected" && d.state === "connected");
            for (const wire of [window, desk]) wire.said = [];
            globalThis.dispatchEvent(new Event("online"));  // of both, as they share this page
            await until(() => window.count("offer") > 0 && desk.count("offer") > 0);
            await until(() => window.count("answer") > 0);
            const ufrag = async (peer) => [...new Map(await peer.stats()).values()]
                .find((s) => s.type === "transport").iceLocalUsernameFragment;
            const said = (wire) => wire.said.findLast((s) => s.description).description.sdp;
            await until(() => w.state === "connected" && d.state === "connected");
            const agreed = [said(window).includes(`ice-ufrag:${await ufrag(w)}`),
                said(desk).includes(`ice-ufrag:${await ufrag(d)}`)];
            return { desk_answers_the_polite: desk.count("answer") > 1, agreed };
        }"""
    )
    assert found["agreed"] == [True, True]
    assert not found["desk_answers_the_polite"]


def test_a_page_that_was_loaded_again_is_the_one_that_counts(page: Any) -> None:
    page.evaluate(WORLD)
    found = page.evaluate(
        """async () => {
            const { window, desk, peer, until } = world;
            const [w, first] = [peer(window), peer(desk)];
            await until(() => w.state === "connected");
            const old = desk.said.find((s) => s.description);
            const lost = desk.pass;
            desk.pass = () => {};  // the page is gone, without a word
            first.close();
            desk.pass = lost;
            const second = peer(desk);
            await until(() => w.state === "connecting");
            await until(() => w.state === "connected" && second.state === "connected");
            const said = window.said.length;
            const now = desk.said.find((s) => s.description && s.from !== old.from);
            window.hear("k-1", old);                       // late, from the page before
            window.hear("k-9", { ...old, from: "other" });  // from somebody else
            window.hear("k-1", { ...now, to: "former" });   // for our page before
            second.show({ sound: "muted", picture: null, second: null });
            await until(() => w.theirs.sound === "muted");  // said last, and done in order
            return { said: window.said.length - said, state: w.state };
        }"""
    )
    assert found == {"said": 0, "state": "connected"}
