"""A path is what a button carries: nothing that somebody forges may break it."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core import path as paths
from bot.core.path import Address, parse


def test_a_path_reads_back_as_it_was_written() -> None:
    address = Address(("rf", "lo", "or-no", "f59606"), "u")
    assert parse(str(address)) == address


def test_a_picking_that_goes_on_is_open() -> None:
    assert paths.is_open("or-no-")
    assert paths.picks("or-no-") == ("or", "no")


def test_what_is_no_answer_is_left_out_and_said() -> None:
    assert parse("rf_<script>_lo") == Address(("rf", "lo"), garbled=True)
    assert parse("rf~nowhere") == Address(("rf",), garbled=True)


def test_corsica_keeps_its_letter() -> None:
    assert parse("f2a004").tokens == ("f2a004",)


@given(st.text())
def test_any_text_is_read(raw: str) -> None:
    address = parse(raw)
    assert parse(str(address)) == Address(address.tokens, address.page)
