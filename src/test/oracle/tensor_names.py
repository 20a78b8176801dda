"""Makes tensor_names.tsv, which NamesOfTransformersTest reads: how transformers itself calls the tensors of its models.

    python src/test/oracle/tensor_names.py

Needs torch, safetensors and transformers (made with transformers 5.23.0). Each line: class, the lines of config.json that matter
(model_type, tie_word_embeddings or a dash), number of layers, names as save_pretrained stores them.
"""

import json
import pathlib
import tempfile

import transformers as t
from safetensors import safe_open

HERE = pathlib.Path(__file__).parent
SMALL = dict(vocab_size=32, hidden_size=16, intermediate_size=24, num_hidden_layers=3, num_attention_heads=2)
DECODER = dict(SMALL, num_key_value_heads=1, head_dim=8, max_position_embeddings=16, pad_token_id=0)
DISTIL = dict(vocab_size=32, dim=16, hidden_dim=24, n_layers=3, n_heads=2, max_position_embeddings=16)
GPT2 = dict(vocab_size=32, n_embd=16, n_layer=3, n_head=2, n_positions=16, pad_token_id=0)


def models():
    for tied in (False, True):
        yield t.LlamaForCausalLM(t.LlamaConfig(**DECODER, tie_word_embeddings=tied))
        yield t.MistralForCausalLM(t.MistralConfig(**DECODER, tie_word_embeddings=tied))
        yield t.Gemma2ForCausalLM(t.Gemma2Config(**DECODER, tie_word_embeddings=tied))
        yield t.Qwen2ForCausalLM(t.Qwen2Config(**DECODER, tie_word_embeddings=tied))
        yield t.GPT2LMHeadModel(t.GPT2Config(**GPT2, tie_word_embeddings=tied))
    yield t.LlamaModel(t.LlamaConfig(**DECODER))
    yield t.LlamaForSequenceClassification(t.LlamaConfig(**DECODER))
    yield t.GPT2Model(t.GPT2Config(**GPT2))
    yield t.GPT2ForSequenceClassification(t.GPT2Config(**GPT2))
    bert = t.BertConfig(**SMALL)
    yield t.BertModel(bert)
    yield t.BertForMaskedLM(bert)
    yield t.BertForSequenceClassification(bert)
    yield t.BertForQuestionAnswering(bert)
    distil = t.DistilBertConfig(**DISTIL)
    yield t.DistilBertModel(distil)
    yield t.DistilBertForMaskedLM(distil)
    yield t.DistilBertForSequenceClassification(distil)


with open(HERE / "tensor_names.tsv", "w", encoding="utf-8", newline="\n") as out:
    for model in models():
        with tempfile.TemporaryDirectory() as folder:
            model.save_pretrained(folder)
            config = json.loads((pathlib.Path(folder) / "config.json").read_text())
            with safe_open(pathlib.Path(folder) / "model.safetensors", "pt") as file:
                names = sorted(file.keys())
        tied = {True: "true", False: "false", None: "-"}[config.get("tie_word_embeddings")]
        out.write(f"{type(model).__name__}\t{config['model_type']}\t{tied}\t3\t{' '.join(names)}\n")
