"""Command-line words become options; wrong ones a message that says what to do."""

from __future__ import annotations

import pytest

from sctui.command_table import BY_NAME
from sctui.failure import UsageError
from sctui.parse import find_command, parse


def test_options_of_run() -> None:
    words = ["hh", "--current", "10", "--param", "g_Na=100", "--param", "C = 2 uF/cm^2", "--seed", "3", "--json"]
    options = parse(BY_NAME["run"], words)
    assert options.model == "hh"
    assert options.current == "10"
    assert options.param == [("g_Na", "100"), ("C", "2 uF/cm^2")]
    assert options.seed == 3
    assert options.json is True
    assert options.dt is None
    assert options.init == []


@pytest.mark.parametrize("value", ["-5", "-1e-3", "-.5", "-10 mV", "-5.5e+10"])
def test_a_negative_number_is_a_value_not_an_option(value: str) -> None:
    assert parse(BY_NAME["run"], ["m", "--current", value]).current == value


def test_a_dash_is_standard_input_and_files_are_many() -> None:
    assert parse(BY_NAME["check"], ["a.ode", "-"]).file == ["a.ode", "-"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run"], "MODEL"),
        (["run", "m", "--param", "g"], "'g' is not of the form NAME=VALUE"),
        (["run", "m", "--seed", "x"], "'x' is not a whole number"),
        (["run", "m", "--method", "magic"], "invalid choice: 'magic'"),
        (["run", "m", "--curent", "1"], "--curent"),
        (["run", "m", "--cur", "1"], "--cur"),
        (["completion", "tcsh"], "'tcsh'"),
    ],
)
def test_wrong_words(words: list[str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(BY_NAME[words[0]], words[1:])
    assert said in str(caught.value)
    assert f"sctui {words[0]} --help" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_nearest_command_is_suggested() -> None:
    with pytest.raises(UsageError, match="did you mean 'check'"):
        find_command("chekc")
    with pytest.raises(UsageError, match="sctui --help"):
        find_command("xyzzy")
    with pytest.raises(UsageError, match="unknown option --foo"):
        find_command("--foo")
