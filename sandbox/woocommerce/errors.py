"""What WooCommerce says when it refuses: a code, a message and data, in the body of an answer."""

from typing import Any


class RestError(Exception):
    """A refusal with its HTTP status; `data` replaces the usual `{"status": …}`."""

    def __init__(self, status: int, code: str, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {
            "code": code,
            "message": message,
            "data": {"status": status} if data is None else data,
        }


def no_route() -> RestError:
    return RestError(404, "rest_no_route", "No route was found matching the URL and request method.")


def invalid(problems: dict[str, tuple[str, str]], details: dict[str, Any] | None = None) -> RestError:
    """400 for parameters that WordPress checks itself; `problems` is name -> (code, message)."""
    return RestError(
        400,
        "rest_invalid_param",
        f"Invalid parameter(s): {', '.join(problems)}",
        {
            "status": 400,
            "params": {name: message for name, (_, message) in problems.items()},
            "details": {
                name: {"code": code, "message": message, "data": (details or {}).get(name)}
                for name, (code, message) in problems.items()
            },
        },
    )


def not_one_of(name: str, allowed: list[str], shown_as: str | None = None) -> RestError:
    listed = ", ".join(allowed[:-1]) + f", and {allowed[-1]}"
    return invalid({name: ("rest_not_in_enum", f"{shown_as or name} is not one of {listed}.")})
