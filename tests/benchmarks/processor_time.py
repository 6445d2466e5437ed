"""What a server and its workers have computed so far: a figure that what else the machine does changes little."""

from __future__ import annotations

import os


def processor_seconds(process: int) -> float:
    """What a process and those that its threads have started have used so far; nan where the system does not say."""
    try:
        family = {process}
        for thread in os.listdir(f"/proc/{process}/task"):
            with open(f"/proc/{process}/task/{thread}/children", encoding="ascii") as file:
                family |= {int(word) for word in file.read().split()}
        ticks = 0
        for one in family:
            with open(f"/proc/{one}/stat", encoding="ascii") as file:
                fields = file.read().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")
    except OSError:
        return float("nan")
