"""The desk of a Chinese station speaks Chinese, whatever the locale of the tests."""

from __future__ import annotations

import gettext
from collections.abc import Iterator

import pytest

from pipeline.messages import LOCALE_FOLDER


@pytest.fixture(scope="module")
def chinese() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        catalogue = gettext.translation("broadcast", LOCALE_FOLDER, ["zh_CN"])
        patch.setattr("pipeline.messages._catalogue_in_use", catalogue)
        yield
