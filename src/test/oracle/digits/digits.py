"""Rounds doubles as Python does: the exact binary value, from the middle to the even digit.

Writes golden.csv beside itself. Each line: a double, a count of digits, the double with so many
decimals, and with so many significant digits. Needs nothing but Python:

    python3 digits.py
"""

import csv
import pathlib
import random
import struct


def doubles():
    """Ties, doubles beside what looks like a tie, and doubles of all sizes."""
    yield from [0.0, -0.0, 0.5, 1.5, 2.5, 0.125, 0.375, 2.675, 0.98765, 1.00005, -0.00005, 99.95]
    yield from [9.9995, 99.995, 999.95, 9999.5, 99999.5, 999950.0, 999949.9, 1e-4, 9.9995e-5, 1e22]
    draw = random.Random(10)
    for _ in range(150):
        whole = draw.randrange(0, 100000)
        yield whole / 100000 + 0.000005
        yield (whole + 0.5) / 2 ** draw.randrange(1, 12)
        yield draw.uniform(-1, 1)
        yield draw.choice([-1, 1]) * 10 ** draw.uniform(-12, 12)
    for _ in range(50):
        value = struct.unpack("<d", struct.pack("<Q", draw.getrandbits(64)))[0]
        if value == value and abs(value) < 1e300:
            yield value


with open(pathlib.Path(__file__).with_name("golden.csv"), "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    for value in doubles():
        for digits in (1, 3, 4):
            short = abs(value) < 1e15
            fixed = format(value, f".{digits}f") if short else ""
            out.writerow([value.hex(), digits, fixed, format(value, f".{digits - 1}e")])
