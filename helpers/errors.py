"""The errors that a user can cause: one clear line, and the next step."""


class AtelierError(Exception):
    """Something the user can mend.

    Parameters
    ----------
    message : str
        What is wrong: the rule, and what came instead.
    next_step : str
        What to do now, as a command or a sentence. May be empty.
    exit_code : int
        1 when a problem was found, 2 when the command was misused.
    """

    def __init__(self, message: str, next_step: str = "", *, exit_code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step
        self.exit_code = exit_code

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}".strip()
