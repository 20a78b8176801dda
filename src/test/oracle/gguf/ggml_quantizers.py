"""llama.cpp's own quantisers and dequantisers, called from Python.

They are C, and the Python package gguf has the quantisers of the simple types only. Build them from llama.cpp's sources (the source
distribution of llama-cpp-python 0.3.36 on PyPI carries them in vendor/llama.cpp; there is no need to build the rest):

    cd ggml/src && sed 's/@[A-Z_]*@/0/' ggml-version.h.in > ggml-version.h
    echo 'void ggml_backend_buffer_get_usage(){} void ggml_backend_tensor_memset(){} void ggml_backend_tensor_set(){}' > stub.c
    gcc -O2 -fPIC -shared -w -D_GNU_SOURCE -I. -I../include ggml-quants.c ggml.c stub.c -x c++ ggml-threading.cpp \
        -o libggmlq.so -lm -lpthread -lstdc++

and say where the library is in the environment variable GGML_QUANTIZERS.
"""
import ctypes
import os

import gguf
import numpy as np

LIB = ctypes.CDLL(os.environ["GGML_QUANTIZERS"])
LIB.ggml_quantize_chunk.restype = ctypes.c_size_t
LIB.ggml_quantize_chunk.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p] + [ctypes.c_int64] * 3 + [ctypes.c_void_p]


def quantize(weights, kind, importance=None):
    """The blocks of float32 rows as bytes, one row a row."""
    weights = np.ascontiguousarray(weights, np.float32)
    rows, width = weights.shape
    block, size = gguf.GGML_QUANT_SIZES[kind]
    out = np.zeros((rows, width // block * size), np.uint8)
    written = LIB.ggml_quantize_chunk(int(kind), weights.ctypes.data, out.ctypes.data, 0, rows, width,
                                      None if importance is None else importance.ctypes.data)
    assert written == out.size, (kind, written, out.size)
    return out


def dequantize(blocks, kind):
    """The numbers of rows of blocks as llama.cpp itself computes them."""
    block, size = gguf.GGML_QUANT_SIZES[kind]
    rows = np.ascontiguousarray(blocks)
    out = np.zeros((rows.shape[0], rows.shape[1] // size * block), np.float32)
    name = "dequantize_row_" + kind.name.lower().replace("_k", "_K")
    function = getattr(LIB, name)
    function.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64]
    function(rows.ctypes.data, out.ctypes.data, out.size)
    return out
