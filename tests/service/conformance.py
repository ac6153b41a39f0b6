"""A server and the conformance kit go in, the verdict on each of the W3C's tests comes out. THE SERVER LOSES ITS DATA."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.service.server import Server

# The tests by name, so that none can go missing.
PROTOCOL = """
    query_post_form query_dataset_default_graphs_get query_dataset_default_graphs_post query_dataset_named_graphs_post
    query_dataset_named_graphs_get query_dataset_full query_multiple_dataset query_get query_content_type_select
    query_content_type_ask query_content_type_describe query_content_type_construct update_dataset_default_graph
    update_dataset_default_graphs update_dataset_named_graphs update_dataset_full update_post_form update_post_direct
    update_base_uri query_post_direct bad_query_method bad_multiple_queries bad_query_wrong_media_type
    bad_query_missing_form_type bad_query_missing_direct_type bad_query_non_utf8 bad_query_syntax bad_update_get
    bad_multiple_updates bad_update_wrong_media_type bad_update_missing_form_type bad_update_non_utf8 bad_update_syntax
    bad_update_dataset_conflict
""".split()  # noqa: SIM905  (one name a line would fill the page)
GRAPHS = """
    put_get_repeat_direct put_delete_get_delete_direct post_get_post_get_direct head_existing_direct
    head_non_existing_direct put_get_repeat_indirect put_get_default put_delete_get_delete_indirect
    post_get_post_get_indirect post_get_new_graph head_existing_indirect head_non_existing_indirect
    put_get_uri_pct_encoded_indirect put_get_uri_pct_encoded_twice
""".split()  # noqa: SIM905  (one name a line would fill the page)
DESCRIPTION = ["has-endpoint-triple", "returns-rdf", "conforms-to-schema"]
SUITES = {"protocol": PROTOCOL, "gsp": GRAPHS, "sd": DESCRIPTION}

Verdicts = dict[str, str | None]
"""By a test's name, why it failed; None where it passed."""


def verdicts(server: Server, kit: Path, token: str | None, suite: str) -> Verdicts:
    """Run a suite of the kit, in a process of its own."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "verdicts.json"
        endpoints = {"--query": server.query, "--update": server.update, "--gsp": server.graphs}
        words = [word for name, path in endpoints.items() for word in (name, server.url + path)]
        words += ["--suite", suite, "--json", str(file)]
        words += ["--token", token] if token else []
        done = subprocess.run(
            [sys.executable, str(kit / "run.py"), *words],
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=280,
        )
        assert file.is_file(), done.stderr
        return {one["test"]: one["why"] for one in json.loads(file.read_text("utf-8"))["tests"]}
