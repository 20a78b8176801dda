"""Makes what SafetensorsOracleTest reads, with the real safetensors library.

    python src/test/oracle/safetensors_files.py

Needs torch and safetensors (made with torch 2.15 and safetensors 0.8). Writes into the folder safetensors beside it:
  dtypes.safetensors  a tensor of every dtype that the library can write, plus scalars and empty ones
  dtypes.tsv          name, dtype, shape and bytes of each, as the library reads them back
  corpus.tsv          small files, right and wrong ones, and what the library says of each
"""

import base64
import json
import pathlib
import random
import struct

import torch
from safetensors import SafetensorError, deserialize
from safetensors.torch import save

HERE = pathlib.Path(__file__).parent / "safetensors"
DTYPES = (
    "float64 float32 float16 bfloat16 float8_e4m3fn float8_e5m2 int64 uint64 int32 uint32 int16 uint16 int8 uint8 bool "
    "complex64 float8_e8m0fnu float8_e4m3fnuz float8_e5m2fnuz float4_e2m1fn_x2"
).split()


def dtypes():
    random.seed(1)
    tensors = {}
    for name in DTYPES:
        count = 96
        data = bytearray(random.randbytes(count) if name != "bool" else bytes(random.choices([0, 1], k=count)))
        flat = torch.frombuffer(data, dtype=torch.uint8).clone().view(getattr(torch, name))
        tensors[name] = flat.reshape(2, -1)
    tensors["scalar"] = torch.tensor(-1.5)
    tensors["empty"] = torch.zeros(0, 3, dtype=torch.float16)
    tensors["odd bytes"] = torch.tensor([1, 2, 3], dtype=torch.uint8)
    tensors['n\u00e4me "quoted" \\ \u6f22 \U0001f600'] = torch.tensor([7], dtype=torch.int64)
    blob = save(tensors, metadata={"format": "pt", "\u00fcber": 'line\nbreak "and" more \U0001f600', "": ""})
    (HERE / "dtypes.safetensors").write_bytes(blob)
    with open(HERE / "dtypes.tsv", "w", encoding="utf-8") as out:
        for name, info in sorted(deserialize(blob)):
            shape = ",".join(map(str, info["shape"]))
            out.write(f"{name}\t{info['dtype']}\t{shape}\t{bytes(info['data']).hex()}\n")


def made(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else header.encode("utf-8")
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def entry(dtype="F32", shape="[1]", offsets="[0,4]"):
    return f'{{"dtype":"{dtype}","shape":{shape},"data_offsets":{offsets}}}'


def cases():
    f = b"\0" * 4
    yield "right", made('{"a":%s}' % entry(), f)
    yield "no tensors", made("{}")
    yield "trailing spaces", made('{"a":%s}    ' % entry(), f)
    yield "trailing newlines", made('{"a":%s}\n\t\r ' % entry(), f)
    yield "spaces within", made('{ "a" : { "dtype" : "F32" , "shape" : [ 1 ] , "data_offsets" : [ 0 , 4 ] } }', f)
    yield "leading space", made(' {"a":%s}' % entry(), f)
    yield "rank 0", made('{"a":%s}' % entry(shape="[]"), f)
    yield "empty tensor", made('{"a":%s}' % entry(shape="[0]", offsets="[0,0]"))
    yield "empty of large sizes", made('{"a":%s}' % entry(shape="[4294967296,0,4294967296]", offsets="[0,0]"))
    yield "empty, product overflows first", made('{"a":%s}' % entry(shape="[4294967296,4294967296,0]", offsets="[0,0]"))
    yield "empty between others", made('{"b":%s,"e":%s,"a":%s}' % (
        entry(offsets="[4,8]"), entry(shape="[0]", offsets="[4,4]"), entry()), f * 2)
    yield "order of header is not of data", made('{"b":%s,"a":%s}' % (entry(offsets="[4,8]"), entry()), f * 2)
    yield "unaligned data", made('{"a":%s,"b":%s}' % (entry("U8", "[1]", "[0,1]"), entry(offsets="[1,5]")), f + b"\0")
    yield "metadata", made('{"__metadata__":{"k":"v"},"a":%s}' % entry(), f)
    yield "metadata last", made('{"a":%s,"__metadata__":{"k":"v"}}' % entry(), f)
    yield "metadata empty", made('{"__metadata__":{}}')
    yield "metadata of numbers", made('{"__metadata__":{"k":1}}')
    yield "metadata of nulls", made('{"__metadata__":{"k":null}}')
    yield "metadata nested", made('{"__metadata__":{"k":{}}}')
    yield "metadata a list", made('{"__metadata__":["k"]}')
    yield "metadata a string", made('{"__metadata__":"k"}')
    yield "metadata null", made('{"__metadata__":null}')
    yield "metadata twice", made('{"__metadata__":{"k":"v"},"__metadata__":{"k":"v"}}')
    yield "metadata key twice", made('{"__metadata__":{"k":"v","k":"w"}}')
    yield "name twice", made('{"a":%s,"a":%s}' % (entry(), entry()), f)
    yield "name twice, once escaped", made('{"a":%s,"\\u0061":%s}' % (entry(), entry()), f)
    yield "dtype twice", made('{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}', f)
    yield "unknown key", made('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":{"x":[1]}}}', f)
    yield "unknown dtype", made('{"a":%s}' % entry("F33"), f)
    yield "dtype in small letters", made('{"a":%s}' % entry("f32"), f)
    yield "dtype a number", made('{"a":{"dtype":32,"shape":[1],"data_offsets":[0,4]}}', f)
    for key in ("dtype", "shape", "data_offsets"):
        whole = {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}
        del whole[key]
        yield "no " + key, made(json.dumps({"a": whole}), f)
    yield "entry a list", made('{"a":["F32",[1],[0,4]]}', f)
    yield "entry a number", made('{"a":1}', f)
    yield "entry null", made('{"a":null}', f)
    for shape in ("[1.0]", "[1e0]", "[-1]", "[-0]", '["1"]', "[null]", "[[1]]", "1", "null", "{}", "[01]", "[+1]",
                  "[18446744073709551616]", "[99999999999999999999999999]", "[4294967296,4294967296]", "[NaN]", "[1,]"):
        yield "shape " + shape, made('{"a":%s}' % entry(shape=shape), f)
    for offsets in ("[0]", "[0,4,4]", "[]", "[4,0]", "[0,4.0]", "[-4,0]", '["0","4"]', "null", "4", "[0,18446744073709551616]",
                    "[0,8]", "[0,3]", "[0,5]", "[1,5]", "[4,8]", "[18446744073709551612,18446744073709551615]"):
        yield "offsets " + offsets, made('{"a":%s}' % entry(offsets=offsets), f)
    yield "hole", made('{"a":%s,"b":%s}' % (entry(), entry(offsets="[8,12]")), f * 3)
    yield "overlap", made('{"a":%s,"b":%s}' % (entry(), entry(offsets="[2,6]")), f + b"\0\0")
    yield "same bytes twice", made('{"a":%s,"b":%s}' % (entry(), entry()), f)
    yield "cut", made('{"a":%s}' % entry(), f[:3])
    yield "no data", made('{"a":%s}' % entry())
    yield "grown", made('{"a":%s}' % entry(), f + b"\0")
    yield "half a byte", made('{"a":%s}' % entry("F4", "[3]", "[0,2]"), b"\0\0")
    yield "two halves", made('{"a":%s}' % entry("F4", "[4]", "[0,2]"), b"\0\0")
    yield "six bits", made('{"a":%s}' % entry("F6_E2M3", "[4]", "[0,3]"), b"\0\0\0")
    yield "six bits, the other", made('{"a":%s}' % entry("F6_E3M2", "[2,2]", "[0,3]"), b"\0\0\0")
    yield "six bits broken", made('{"a":%s}' % entry("F6_E3M2", "[3]", "[0,3]"), b"\0\0\0")
    yield "empty file", b""
    yield "seven bytes", b"\2\0\0\0\0\0\0"
    yield "header of nothing", made("")
    yield "header beyond the end", made("{}", length=3)
    yield "header far beyond the end", made("{}", length=99_999_999)
    yield "header too large", made("{}", length=100_000_001)
    yield "header of 2^63", made("{}", length=1 << 63)
    yield "header of 2^64 - 1", made("{}", length=(1 << 64) - 1)
    yield "header a list", made("[]")
    yield "header a string", made('"a"')
    yield "header cut", made('{"a":%s' % entry(), f)
    yield "two objects", made("{}{}")
    yield "zeros behind the object", made(b"{}\0\0")
    yield "byte order mark", made(b"\xef\xbb\xbf{}")
    yield "not UTF-8", made(b'{"\xff":%s}' % entry().encode(), f)
    yield "overlong UTF-8", made(b'{"\xc0\x80":%s}' % entry().encode(), f)
    yield "surrogate as UTF-8", made(b'{"\xed\xa0\x80":%s}' % entry().encode(), f)
    yield "half a surrogate pair", made('{"\\ud800":%s}' % entry(), f)
    yield "whole surrogate pair", made('{"\\ud83d\\ude00":%s}' % entry(), f)
    yield "control character in a name", made(b'{"a\nb":%s}' % entry().encode(), f)
    yield "escaped control character", made('{"a\\nb\\u0000":%s}' % entry(), f)
    yield "no name", made('{"":%s}' % entry(), f)
    yield "comment", made('{/* a */"a":%s}' % entry(), f)
    yield "comma at the end", made('{"a":%s,}' % entry(), f)
    yield "single quotes", made("{'a':%s}" % entry(), f)
    yield "deep nesting", made('{"a":{"x":%s%s,"dtype":"F32","shape":[1],"data_offsets":[0,4]}}' % ("[" * 400, "]" * 400), f)
    yield "many dimensions of one", made('{"a":%s}' % entry(shape=json.dumps([1] * 200)), f)


def mutations(count):
    random.seed(2)
    tensors = {"w": torch.zeros(2, 3), "b": torch.zeros(3, dtype=torch.float16), "n": torch.zeros((), dtype=torch.int64)}
    right = save(tensors, metadata={"format": "pt"})
    letters = b'{}[]",:0123456789-.eE \\ntruF3216\0\xff'
    for number in range(count):
        blob = bytearray(right)
        for _ in range(random.choice([1, 1, 1, 2, 3])):
            at = random.randrange(len(blob)) if random.random() < 0.2 else 8 + random.randrange(len(blob) - 40)
            kind = random.choice(["flip", "put", "put", "insert", "delete", "swap"])
            if kind == "flip":
                blob[at] ^= 1 << random.randrange(8)
            elif kind == "put":
                blob[at] = random.choice(letters)
            elif kind == "insert":
                blob[at:at] = bytes([random.choice(letters)])
                if random.random() < 0.7:
                    blob[:8] = struct.pack("<Q", struct.unpack("<Q", blob[:8])[0] + 1)
            elif kind == "delete":
                del blob[at]
                if random.random() < 0.7:
                    blob[:8] = struct.pack("<Q", max(0, struct.unpack("<Q", blob[:8])[0] - 1))
            else:
                other = 8 + random.randrange(len(blob) - 40)
                blob[at], blob[other] = blob[other], blob[at]
        yield f"mutation {number}", bytes(blob)


def verdict(blob):
    try:
        deserialize(blob)
        return "ok"
    except SafetensorError as e:
        return " ".join(str(e).split())


def corpus():
    with open(HERE / "corpus.tsv", "w", encoding="utf-8", newline="\n") as out:
        for name, blob in list(cases()) + list(mutations(300)):
            said = verdict(blob).encode("ascii", "backslashreplace").decode()[:160]
            out.write(f"{name}\t{said}\t{base64.b64encode(blob).decode()}\n")


HERE.mkdir(exist_ok=True)
dtypes()
corpus()
