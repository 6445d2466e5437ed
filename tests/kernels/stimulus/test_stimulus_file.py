"""Waveforms from CSV files: what they mean, what is refused, and which files a text may name."""

import os

import numpy as np
import pytest

from kernels.errors import RequestError
from kernels.language.model import StimulusTerm
from kernels.stimulus import Setting, sample
from kernels.stimulus.waveform import LARGEST_FILE, read_waveform, user_named, waveform_path

RUN = Setting(dt=0.5, duration=10.0, time_unit="ms")


def write(folder, text, name="x.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def values(folder, steps=8, **numbers):
    return sample([StimulusTerm("file", numbers, "x.csv")], 0, steps, RUN, folder=folder)[:, 0].tolist()


@pytest.mark.parametrize(
    "text",
    [
        "0,0\n2,4\n3,4\n",
        "time,value\n0,0\n2,4\n3,4",
        "\ufefftime;value\r\n0;0\r\n2;4\r\n3;4\r\n",
        "# a comment\n\n 0\t0\n2\t4\n3 4\n",
    ],
)
def test_two_columns_are_linear_between_times_and_hold_their_ends(tmp_path, text):
    write(tmp_path, text)
    assert values(tmp_path) == [0.0, 1.0, 2.0, 3.0, 4.0, 4.0, 4.0, 4.0]


def test_one_column_is_a_value_a_step(tmp_path):
    write(tmp_path, "current\n1\n2\n3\n")
    assert values(tmp_path, 5) == [1.0, 2.0, 3.0, 3.0, 3.0]


def test_a_file_that_changes_is_read_again(tmp_path):
    path = write(tmp_path, "1\n")
    assert values(tmp_path, 1) == [1.0]
    path.write_text("25\n")
    assert values(tmp_path, 1) == [25.0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no numbers"),
        ("time,value\n", "no numbers"),
        ("0,1\n1,2\n1,3\n", "line 3: times have to rise"),
        ("0,1\n\n2,x\n", "line 3: '2,x' is no number"),
        ("a,b\nc,d\n", "line 2: 'c,d' is no number"),
        ("0,1\n2\n", "line 2: 1 columns where the first has 2"),
        ("0,1,2\n", "line 1: one column"),
        ("0,1\n1,inf\n", "line 2: '1,inf' is not finite"),
        ("0,nan\n", "line 1: '0,nan' is not finite"),
        (b"0,1\n1,\xff\n", "line 2: is not UTF-8"),
        ("1\n" + "9" * 5000, "line 2: one column"),
    ],
)
def test_a_file_that_is_no_waveform_is_refused_with_its_line(tmp_path, text, says):
    with pytest.raises(RequestError) as caught:
        read_waveform(write(tmp_path, text))
    assert says in str(caught.value)
    assert caught.value.field == "file"


def test_a_file_over_the_limit_is_refused(tmp_path):
    path = write(tmp_path, "")
    os.truncate(path, LARGEST_FILE + 1)
    with pytest.raises(RequestError, match="larger than 16 MiB"):
        read_waveform(path)


def test_a_missing_file_a_folder_and_a_pipe_are_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name in ("missing.csv", ".", "pipe"):
        with pytest.raises(RequestError, match="no file"):
            read_waveform(tmp_path / name)


@pytest.mark.parametrize("path", ["../secret.csv", "sub/../../secret.csv", "/etc/passwd", "link.csv", "\x00", ""])
def test_a_text_reaches_no_file_outside_its_folder(tmp_path, path):
    folder = tmp_path / "models"
    folder.mkdir()
    write(tmp_path, "1\n", "secret.csv")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(RequestError):
        read_waveform(waveform_path(path, folder, allow_outside=False))


def test_a_text_without_a_folder_reaches_no_file():
    with pytest.raises(RequestError, match="comes from no file"):
        sample([StimulusTerm("file", {}, "x.csv")], 0, 1, RUN)


def test_a_path_that_the_user_typed_may_lie_anywhere(tmp_path):
    path = write(tmp_path, "1\n")
    folder = tmp_path / "models"
    folder.mkdir()
    assert waveform_path("../x.csv", folder, allow_outside=True) == path
    assert waveform_path(str(path), None, allow_outside=True) == path


def test_paths_that_the_user_named_and_no_others_are_read_while_it_lasts(tmp_path):
    named, other = write(tmp_path, "1\n"), write(tmp_path, "2\n", "y.csv")
    with user_named([str(named)]):
        assert sample([StimulusTerm("file", {}, str(named))], 0, 1, RUN).tolist() == [[1.0]]
        with pytest.raises(RequestError, match="comes from no file"):
            sample([StimulusTerm("file", {}, str(other))], 0, 1, RUN)
    with pytest.raises(RequestError, match="comes from no file"):
        sample([StimulusTerm("file", {}, str(named))], 0, 1, RUN)


def test_scale_multiplies_the_values(tmp_path):
    write(tmp_path, "1\n2\n")
    assert np.array(values(tmp_path, 2, scale=10.0)).tolist() == [10.0, 20.0]
