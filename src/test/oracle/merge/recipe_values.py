"""Writes what PyYAML and Pydantic make of single values, and PyYAML of damaged recipes.

    python recipe_values.py      needs PyYAML 6.0.4 and Pydantic 2; writes into the golden folder

- plain.json: [text, type, value] of values without quotes, as yaml.safe_load reads them
- coerced.json: [kind, value, result] of Pydantic's lax validation, which mergekit's parameters get;
  result null where it refuses the value or where the number is not finite
- damaged.json: [text, value], the golden recipes with something changed; value is missing where
  PyYAML refuses the text or where the document holds what JSON has no value for
"""

import datetime
import json
import math
import random
from pathlib import Path

import yaml
from pydantic import TypeAdapter

GOLDEN = Path(__file__).parent.parent.parent / "resources" / "golden" / "merge" / "recipes"

PLAIN = """
yes Yes YES yEs no No NO y Y n N on On ON oN off Off OFF true True TRUE tRUE false False FALSE
null Null NULL nULL ~ none None 0 1 -1 +1 00 01 010 08 0o17 0x1F 0X1F 0xfg 0b101 0b2 0b_ 0x_ 1_000
1__0 _1 1_ 1. 1.5 .5 -.5 +.5 5. 1.e3 1.e+3 1.0e3 1.0e+3 1.0e-3 1e3 1e+3 1e-3 1E-3 1.5E+10 1._5 ._5
.5_5 .inf -.inf +.inf .Inf .INF .iNF inf .nan .NaN .NAN .Nan nan 1:30 1:60 01:30 1:30.5 1:2:3
-1:30 190:20:30.15 0:0 2024-01-01 2024-1-1 2024-01-01T10:00:00Z 2024-01-01x = << a=b 0.1.2 v1.0 1.0.0
0. 0.0 -0 -0.0 123456789012345678901234567890 9223372036854775807 9223372036854775808 0_7 0_8 -010
+0x10 -0b11 . .. ... -- --- - + 1e400 1.0e+400 4.9e-324 2.5e-1 0.30000000000000004 1.7976931348623157e+308
self_attn mlp org/model a.b a-b a@b a+b layers.1. ~x x~ 12_34.5_6 1_:3 1:3_ 00:1 0x 0b 0x__1
""".split()

VALUES = [
    "1", "1.0", "1e-3", " 1e-3 ", "1_000", "1__0", "_1", "1_", "inf", "-inf", "Infinity", "nan",
    "0x10", "1.", "+.5", ".5", "-.5", "+5", "", " ", "1e400", "yes", "y", "TRUE", "t", "on", "2",
    "10.0", "10.5", "10.", "0.0", "1e2", "00012", "- 5", "1e", "1d", "1f", "1F", "0b1", "-0", "+ 1",
    "1,5", "\t1\n", "True", "ON ", " on", "1_0.5_0", "1_e5", "1e_5", "1_.5", "1._5", "much", "No", "n",
    "F", "OFF", "0", "00", "-1", "1e+3", "1E5", ".", "e5", "+", "--1", "0_1", "_", "1e5.0", "\u0661",
    "\u00a01", "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "1.00", "1.0000000001", "0x1p3", "1.5.2", "1 2",
    1, 0, 2, -1, 10, 9007199254740993, 9223372036854775807, 1.0, 0.0, 0.5, -0.0, True, False, 10.0,
    1e300, 1e18, 2.0**62, 2.0**63, -(2.0**63), 0.1,
]

PARTS = [
    ":", ": ", "- ", "-", "[", "]", "{", "}", ",", "'", '"', "#", " #", "\n", "\n\n", "  ", " ", "\t",
    "|\n", "> \n", "&a ", "*a", "!", "!!str ", "%", "@", "`", "?", "? ", "...\n", "---\n", "\\", "\\n",
    "~", "null", "yes", "1e-3", "0x1", "1:2", "010", "<<: ", "\u00e9", "\u65e5\u672c", "\U0001f389",
    "model", "weight: 1", "\r\n", "\r", "''", '""', "a: b", "=", "|2-\n", ">+\n", "\x0b", "\ufeff",
]


def typed(value):
    if value is None:
        return "nothing", None
    if isinstance(value, bool):
        return "flag", value
    if isinstance(value, int):
        return "whole", str(value)
    if isinstance(value, float):
        return "real", value.hex() if math.isfinite(value) else str(value)
    if isinstance(value, str):
        return "text", value
    return "other", None


def plain():
    generator = random.Random(17)
    texts = list(PLAIN)
    for _ in range(900):
        alphabet = generator.choice(["0123456789.", "01_:.-+", "0123456789.eE+-_", "0xbBfF17_", "01:5."])
        texts.append("".join(generator.choice(alphabet) for _ in range(generator.randint(1, 9))))
    for text in dict.fromkeys(texts):
        if text[0] in "-:." and (len(text) == 1 or text.startswith(("---", "..."))) or text.endswith(":"):
            continue
        try:
            yield [text, *typed(yaml.safe_load("v: " + text)["v"])]
        except (yaml.constructor.ConstructorError, ValueError, OverflowError):
            yield [text, "other", None]
        except yaml.YAMLError:
            continue


def coerced():
    for kind, value_type in (("NUMBER", float), ("WHOLE", int), ("FLAG", bool)):
        adapter = TypeAdapter(value_type)
        for value in VALUES:
            try:
                result = adapter.validate_python(value)
            except ValueError:
                result = None
            if isinstance(result, float) and not math.isfinite(result):
                result = None
            if kind == "WHOLE" and result is not None and not -(2**63) <= result < 2**63:
                result = None
            yield [kind, value, result]


def jsonable(value):
    if isinstance(value, dict):
        if not all(isinstance(k, str) for k in value):
            raise TypeError
        return {k: jsonable(v) for k, v in value.items()}
    if isinstance(value, list):
        return [jsonable(v) for v in value]
    if isinstance(value, (datetime.date, bytes, set)):
        raise TypeError
    if isinstance(value, float) and not math.isfinite(value):
        raise TypeError
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise TypeError
    return value


def damaged():
    files = [f.read_text("utf-8") for f in sorted(GOLDEN.glob("*.yml"))]
    files = [text for text in files if len(text) < 260]
    generator = random.Random(4)
    for _ in range(500):
        text = generator.choice(files)
        for _ in range(generator.randint(1, 3)):
            at = generator.randint(0, len(text))
            end = min(len(text), at + generator.randint(0, 6))
            match generator.randint(0, 3):
                case 0:
                    text = text[:at] + text[end:]
                case 1:
                    text = text[:end] + text[at:end] + text[end:]
                case 2:
                    text = text[:at] + generator.choice(PARTS) + text[end:]
                case _:
                    text = text[:at] + generator.choice(PARTS) + text[at:]
        try:
            yield [text, jsonable(yaml.safe_load(text))]
        except (yaml.YAMLError, TypeError, ValueError, OverflowError, RecursionError):
            yield [text]


def write(name, rows):
    lines = [json.dumps(row, ensure_ascii=True, allow_nan=False) for row in rows]
    (GOLDEN / name).write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    print(name, len(lines))


write("plain.json", plain())
write("coerced.json", coerced())
write("damaged.json", damaged())
