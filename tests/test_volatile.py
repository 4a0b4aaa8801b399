"""A real Redis: agreed on by several, refused where it writes, left alone where it fails."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from bot.volatile import NotVolatileError, Volatile
from bot.volatile.wire import ReplyError, connect
from tests.servers import Valkey

Open = Callable[..., Volatile]


@pytest.fixture
async def opened() -> AsyncIterator[Open]:
    made: list[Volatile] = []

    def make(url: str, pepper: str = "token", **options: float) -> Volatile:
        made.append(Volatile(url, pepper, **options))  # type: ignore[arg-type]  # one of them is a bool
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def own() -> Iterator[Valkey]:
    """Return a server for one test, not started: it may be stopped, paused, or start in its own way."""
    server = Valkey()
    yield server
    server.remove()


async def put(redis: Volatile, value: str) -> bool:
    answer = await redis.ask(lambda epoch: [("SET", epoch.name("chat", 7), value)])
    return answer is not None


async def get(redis: Volatile) -> object:
    answer = await redis.ask(lambda epoch: [("GET", epoch.name("chat", 7))])
    return answer.results[0] if answer else None


async def test_two_workers_agree_on_names_without_telling_them(valkey: Valkey, opened: Open) -> None:
    one, other = opened(valkey.url), opened(valkey.url)
    await asyncio.gather(one.start(), other.start())
    assert await put(one, "here")
    assert await get(other) == b"here"
    assert b"chat" in valkey.ask("KEYS", "*")
    assert b":7\r\n" not in valkey.ask("KEYS", "*")


async def test_who_has_the_redis_and_not_the_token_reads_nothing(valkey: Valkey, opened: Open) -> None:
    ours, thief = opened(valkey.url), opened(valkey.url, pepper="another token")
    answer = await ours.ask(
        lambda epoch: [("SET", name := epoch.name("chat", 7), epoch.seal(name, b"words")), ("GET", name)]
    )
    assert answer is not None
    stolen = await thief.ask(lambda _: [("PING",)])
    assert stolen is not None
    name, sealed = answer.epoch.name("chat", 7), answer.results[1]
    assert answer.epoch.unseal(name, sealed) == b"words"
    assert b"words" not in sealed
    assert stolen.epoch.name("chat", 7) != name
    assert stolen.epoch.unseal(name, sealed) is None
    assert answer.epoch.unseal(answer.epoch.name("chat", 8), sealed) is None
    assert answer.epoch.unseal(name, b"short") is None


async def test_a_redis_that_forgot_everything_is_agreed_on_again(valkey: Valkey, opened: Open) -> None:
    one, other = opened(valkey.url), opened(valkey.url)
    await put(one, "before")
    before = await one.ask(lambda _: [])
    valkey.ask("FLUSHALL")
    assert await put(other, "after")
    assert await get(one) == b"after"
    after = await one.ask(lambda _: [])
    assert before is not None
    assert after is not None
    assert before.epoch.secret != after.epoch.secret


@pytest.mark.parametrize("options", [("--appendonly", "yes"), ("--save", "3600 1")])
async def test_a_redis_that_writes_to_a_disk_is_refused_unless_vouched_for(
    own: Valkey, opened: Open, options: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    own.start(*options)
    with pytest.raises(NotVolatileError, match="BOT_REDIS_VOLATILE=yes"):
        await opened(own.url).start()
    suspect = opened(own.url)  # it was down at the start, and answers now
    assert not await put(suspect, "x")
    assert "écrit sur un disque" in caplog.text
    assert own.ask("DBSIZE") == b":0\r\n"
    assert await put(opened(own.url, vouched=True), "x")


async def test_a_redis_that_does_not_say_is_refused_unless_vouched_for(own: Valkey, opened: Open) -> None:
    own.start("--rename-command", "CONFIG", "")
    with pytest.raises(NotVolatileError, match="CONFIG est interdit"):
        await opened(own.url).start()
    assert await put(opened(own.url, vouched=True), "x")


async def test_a_password_is_given_and_a_wrong_one_is_a_failure(own: Valkey, opened: Open) -> None:
    own.start("--requirepass", "a b@c")
    await opened(own.url).start()
    right = f"redis://:a%20b%40c@127.0.0.1:{own.port}/3"
    assert await put(opened(right), "x")
    assert not await put(opened(f"redis://:wrong@127.0.0.1:{own.port}"), "x")
    wire = await connect(right, 1)
    assert await wire.ask([("DBSIZE",)], 1) == [2]
    wire.close()
    with pytest.raises(OSError, match="closed"):
        await wire.ask([("DBSIZE",)], 1)
    with pytest.raises(ReplyError, match="DB index"):
        await connect(f"redis://:a%20b%40c@127.0.0.1:{own.port}/99", 1)


async def test_a_socket_file_does_as_well(own: Valkey, opened: Open) -> None:
    own.start("--unixsocket", str(own.folder / "socket"))
    assert await put(opened(f"unix://{own.folder / 'socket'}?db=1"), "x")


async def test_nobody_waits_for_a_redis_that_hangs(own: Valkey, opened: Open, caplog: pytest.LogCaptureFixture) -> None:
    own.start()
    redis = opened(own.url, patience=0.2, rest=0.5)
    assert await put(redis, "before")
    own.pause()
    clock = asyncio.get_running_loop().time
    began = clock()
    assert await asyncio.gather(*(put(redis, "lost") for _ in range(50))) == [False] * 50
    assert clock() - began < 50 * 0.2 / 4, "they wait together"
    spans = []
    for _ in range(5):
        began = clock()
        assert not await put(redis, "lost")
        spans.append(clock() - began)
    assert min(spans) < 0.1, "while it rests, nobody asks"
    own.resume()
    async with asyncio.timeout(10):
        while not await put(redis, "after"):  # noqa: ASYNC110 - it is another program
            await asyncio.sleep(0.02)
    assert await get(redis) == b"after"
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2


async def test_a_redis_that_comes_late_is_used_when_it_is_there(own: Valkey, opened: Open) -> None:
    redis = opened(own.url, rest=0.05)
    await redis.start()
    assert not redis.well
    assert not await put(redis, "x")
    own.start()
    await asyncio.sleep(0.06)
    assert await put(redis, "x")
    own.stop()
    assert not await put(redis, "x")
    own.start()
    await asyncio.sleep(0.06)
    assert await get(redis) is None
    assert redis.failures >= 2


async def test_what_is_no_redis_is_a_failure(opened: Open) -> None:
    async def hello(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(hello, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert not await put(opened(f"redis://127.0.0.1:{port}"), "x")


async def test_many_ask_at_once_and_each_gets_its_own_answer(valkey: Valkey, opened: Open) -> None:
    redis = opened(valkey.url)
    big = "é" * 70_000

    async def echo(number: int) -> bool:
        answer = await redis.ask(lambda _: [("ECHO", f"{number}{big}"), ("ECHO", number)])
        return answer is not None and answer.results == [f"{number}{big}".encode(), str(number).encode()]

    assert all(await asyncio.gather(*(echo(number) for number in range(40))))
