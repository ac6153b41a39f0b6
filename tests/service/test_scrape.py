"""What /metrics tells of a real service: of all its processes whichever is asked, and also where the store cannot be read."""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from pathlib import Path

import httpx2
from prometheus_client.parser import text_string_to_metric_families as families

from kg.store import Store
from tests.service.data import fill
from tests.service.server import ENDLESS, PATIENCE, Server, serving

QUERIES = 8


def scrape(server: Server) -> dict[tuple[str, ...], float]:
    """Each sample by its name and the values of its labels; asked on a connection of its own."""
    answer = httpx2.get(f"{server.url}/metrics", timeout=PATIENCE)
    assert answer.status_code == 200, answer.text
    told = (sample for family in families(answer.text) for sample in family.samples)
    return {(one.name, *(value for _, value in sorted(one.labels.items()))): one.value for one in told}


def at_work(server: Server) -> float:
    found = scrape(server)
    states = [found["policykg_query_processes", state] for state in ("fast", "slow")]
    return sum(states) + found["policykg_queries_waiting",]


def test_every_process_knows_of_the_queries_of_all(folder: Path) -> None:
    with serving(folder, workers=2, POLICYKG_QUERY_TIMEOUT="120") as server:
        with ExitStack() as stack:
            for _ in range(QUERIES):
                stack.enter_context(closing(server.send(ENDLESS)))
            until = time.monotonic() + PATIENCE
            while at_work(server) != QUERIES:
                assert time.monotonic() < until
                time.sleep(0.2)
            assert [at_work(server) for _ in range(20)] == [QUERIES] * 20, "whichever is asked"
        until = time.monotonic() + PATIENCE
        while at_work(server):
            assert time.monotonic() < until, "they have gone, and every process says so"
            time.sleep(0.2)
        time.sleep(1.5)  # each has told again since
        assert [at_work(server) for _ in range(20)] == [0] * 20


def test_where_the_store_cannot_be_read_all_else_is_told(tmp_path: Path) -> None:
    folder = fill(tmp_path / "store", 100)
    with serving(folder) as server:
        assert server.ask("ASK {}").status_code == 200
        before = scrape(server)
        assert before["policykg_store_readable",] == 1
        assert ("policykg_documents",) in before
        named = folder / "published" / "CURRENT"
        name = named.read_text()
        named.write_text("99999999\n")  # a state that is not there
        found = scrape(server)
        assert found["policykg_store_readable",] == 0
        assert ("policykg_documents",) not in found, "unknown is not zero"
        assert found["policykg_http_requests_total", "GET", "/sparql", "200"] == 1
        assert found["policykg_fronts",] == 1
        health = httpx2.get(f"{server.url}/health", timeout=PATIENCE)
        assert health.status_code == 503
        assert "99999999" in health.json()["reason"]
        named.write_text(name)
        assert scrape(server)["policykg_store_readable",] == 1


def test_who_is_asked_for_health_first_sees_what_others_wrote(tmp_path: Path) -> None:
    folder = fill(tmp_path / "store", 100)
    with serving(folder, workers=2) as server:
        for number in range(3):
            with Store.open(folder) as store:
                store.change(f"INSERT DATA {{ <a:a> <a:b> {number} }}")
                state = store.publish()
            for _ in range(4):  # whichever is asked
                health = httpx2.get(f"{server.url}/health", timeout=PATIENCE)
                assert health.status_code == 200, health.text
                assert health.json()["revision"].startswith(f"{state.lstrip('0')}-")
