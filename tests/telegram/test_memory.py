"""What the edge remembers, and when it forgets."""

from pathlib import Path

from bot.telegram.memory import MOST_NUMBERS, TABLE, Memory

DECISION = Path(__file__).parents[2] / "docs" / "decisions" / "0003-ephemeral-memory.md"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.seconds


def full(clock: Clock) -> Memory:
    memory = Memory(clock)
    memory.park(7, "lo_rf")
    memory.received(7, 1)
    memory.hear(7, 1, "lo")
    memory.showed(7, (2, 3), buttons=True)
    assert memory.first_of_album(7, "a")
    return memory


def test_the_path_is_forgotten_after_thirty_minutes() -> None:
    clock = Clock()
    memory = full(clock)

    clock.seconds = 29 * 60
    assert memory.parked(7) == "lo_rf"
    assert memory.answered(7, 1) == "lo"
    clock.seconds = 31 * 60
    assert memory.parked(7) == ""
    assert memory.answered(7, 1) is None


def test_message_numbers_are_forgotten_after_48_hours_though_nobody_writes() -> None:
    clock = Clock()
    memory = full(clock)

    clock.seconds = 47 * 3600
    assert memory.numbers(7) == [1, 2, 3]
    clock.seconds = 49 * 3600
    memory.sweep()
    assert not memory.knows(7)
    assert memory._numbers == {}
    assert memory._parked._items == {}


def test_effacer_forgets_everything_about_a_chat_and_of_nobody_else() -> None:
    memory = full(Clock())
    memory.park(8, "em")

    memory.forget(7)

    assert not memory.knows(7)
    assert memory.knows(8)


def test_quitter_forgets_where_the_person_stood_and_keeps_what_effacer_needs() -> None:
    memory = full(Clock())

    memory.close(7)

    assert memory.parked(7) == ""
    assert memory.answered(7, 1) is None
    assert memory.numbers(7) == [1, 2, 3]


def test_a_flood_does_not_fill_the_memory() -> None:
    memory = Memory(Clock())

    for number in range(MOST_NUMBERS + 10):
        memory.received(7, number)

    assert len(memory.numbers(7)) == MOST_NUMBERS
    assert memory.numbers(7)[0] == 10


def test_an_update_is_new_once() -> None:
    memory = Memory(Clock())

    assert memory.first_time(5)
    assert not memory.first_time(5)


def test_messages_of_one_screen_are_known_together() -> None:
    memory = full(Clock())

    assert memory.screen_of(7, 3) == (2, 3)
    assert memory.screen_of(7, 99) == (99,)
    assert memory.with_buttons(7) == [3]


def test_the_decision_lists_exactly_what_is_remembered() -> None:
    rows = [
        tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
        for line in DECISION.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `bot.telegram.memory` ")
    ]

    written = {(what, key, where, time, erased) for _module, what, key, where, time, erased, *_why in rows}
    times = {60: "60 seconds", 30 * 60: "30 minutes", 48 * 3600: "48 hours"}
    assert written == {
        (each.what, each.key, each.where, times[each.seconds], "yes" if each.erased else "no") for each in TABLE
    }
