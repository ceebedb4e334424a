"""What the tests of all that is published share."""

from __future__ import annotations

from functools import cache

import pytest


@pytest.fixture(autouse=True, scope="session")
def models_read_once() -> None:
    """botocore's description of S3, a megabyte of JSON, is read once and not for each client that a test makes."""
    from botocore.loaders import JSONFileLoader

    JSONFileLoader.load_file = cache(JSONFileLoader.load_file)
