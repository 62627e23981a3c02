"""Games of two players: matrices of pay-offs, and smooth games in which both players follow a gradient."""

from helpers.games.matrix import (
    Play,
    Solution,
    best_column,
    best_row,
    expected_payoff,
    exploitability,
    play_best_replies,
    play_fictitiously,
    solve_by_linear_programming,
)
from helpers.games.smooth import SmoothGame, bilinear_game, consensus_step, dirac_gan, follow

__all__ = [
    "Play", "SmoothGame", "Solution", "best_column", "best_row", "bilinear_game", "consensus_step", "dirac_gan",
    "expected_payoff", "exploitability", "follow", "play_best_replies", "play_fictitiously",
    "solve_by_linear_programming",
]  # fmt: skip
