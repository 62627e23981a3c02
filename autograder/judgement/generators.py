"""Random generators on the wire: `numpy.random.Generator` over PCG64, by its state."""

from typing import Any

from numpy.random import PCG64, Generator, SeedSequence

from .vocabulary import WireError

_MULTIPLIER = 0x2360ED051FC65DA44385DF649FCCF645
_MODULUS = 1 << 128
MAX_DRAWS = 1 << 40
_MAX_CHILDREN = 1000

# (state, increment, has a kept half, the kept half, entropy, spawn key, pool size, number of children)
State = tuple[int, int, int, int, Any, tuple[int, ...], int, int]


def is_plain_generator(value: Any) -> bool:
    """Say whether a value is a generator that travels."""
    return type(value) is Generator and type(value.bit_generator) is PCG64


def read_state(rng: Generator) -> State:
    """Return all that a generator is, in plain values."""
    bits = rng.bit_generator
    state = bits.state
    seeds = bits.seed_seq
    words = (state["state"]["state"], state["state"]["inc"], state["has_uint32"], state["uinteger"])
    if type(seeds) is not SeedSequence:
        return *words, 0, (), 4, 0
    entropy = seeds.entropy
    entropy = int(entropy) if isinstance(entropy, int) else tuple(int(word) for word in entropy)
    return *words, entropy, tuple(int(word) for word in seeds.spawn_key), seeds.pool_size, seeds.n_children_spawned


def make_generator(state: Any) -> Generator:
    """Return the generator in that state.

    Raises
    ------
    WireError
        If it is no state.
    """
    check_state(state)
    seeds = SeedSequence(state[4], spawn_key=state[5], pool_size=state[6], n_children_spawned=state[7])
    rng = Generator(PCG64(seeds))
    _set_words(rng, state)
    return rng


def set_state(rng: Generator, state: Any) -> None:
    """Bring a generator to a state, as if the draws had been made on it.

    Raises
    ------
    WireError
        If no draws lead there.
    """
    check_state(state)
    old = read_state(rng)
    n_children = state[7] - old[7]
    if state[4:7] != old[4:7] or not 0 <= n_children <= _MAX_CHILDREN:
        raise WireError("another generator")
    if state[1] != old[1] or count_draws(old[0], state[0], old[1]) > MAX_DRAWS:
        raise WireError("a generator that did not advance")
    _set_words(rng, state)
    if n_children:
        rng.bit_generator.seed_seq.spawn(n_children)


def count_draws(start: int, end: int, increment: int) -> int:
    """Return how many steps lead a linear congruential generator from one state to another (Brown, 1994)."""
    multiplier, bit, distance = _MULTIPLIER, 1, 0
    while start != end:
        if (start ^ end) & bit:
            start = (start * multiplier + increment) % _MODULUS
            distance |= bit
        bit <<= 1
        increment = (multiplier + 1) * increment % _MODULUS
        multiplier = multiplier * multiplier % _MODULUS
        if bit > _MODULUS:
            raise WireError("no state of this generator")
    return distance


def check_state(state: Any) -> None:
    """Raise `WireError` unless the value is a state."""
    if type(state) is not tuple or len(state) != 8 or type(state[5]) is not tuple:
        raise WireError("no state of a generator")
    entropy = state[4] if type(state[4]) is tuple else (state[4],)
    numbers = (*state[:4], *entropy, *state[5], *state[6:])
    if len(numbers) > 80 or any(type(number) is not int or not 0 <= number < 1 << 1024 for number in numbers):
        raise WireError("no state of a generator")
    n_kept, kept, pool_size, n_children = state[2], state[3], state[6], state[7]
    in_range = max(state[:2]) < _MODULUS and state[1] & 1 and n_kept <= 1 and kept < 1 << 32
    if not in_range or not 4 <= pool_size <= 64 or n_children >= 1 << 31 or max(state[5], default=0) >= 1 << 32:
        raise WireError("no state of a generator")


def _set_words(rng: Generator, state: Any) -> None:
    rng.bit_generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": state[0], "inc": state[1]},
        "has_uint32": state[2],
        "uinteger": state[3],
    }
