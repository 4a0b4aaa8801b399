"""Every fault of docs/reliability.md, with fewer people: nobody is left without a screen, and counting stays in its bound."""

import pytest

from tests.faults.house import ROOT
from tests.faults.strikes import FAULTS, Fault, installed, run
from tests.servers import Postgres, Valkey

#: Enough for a batch to be written while something is broken.
PEOPLE = 60
#: How long a fault of the table lasts here.
SECONDS = 2.0
#: Conversations that one batch may hold, written twice or lost.
BATCH = 20


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
async def test_nobody_is_left_without_a_screen(fault: Fault, postgres: Postgres, valkey: Valkey) -> None:
    async with installed(fault, postgres, valkey) as here:
        outcome = await run(fault, here, PEOPLE, min(fault.seconds, SECONDS), patiently=False)
    assert outcome.alone == 0
    assert outcome.with_help == PEOPLE
    open_then = PEOPLE // 2 * (2 if fault.redis else 1)  # once where counting leaves Redis, once where it comes back
    assert -open_then - BATCH <= outcome.counted - outcome.walked <= open_then + BATCH


def test_the_page_tells_of_every_fault() -> None:
    page = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    assert [line.split("|")[1].strip() for line in lines[1:]] == [fault.what for fault in FAULTS]
