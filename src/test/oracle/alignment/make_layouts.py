"""Makes tiny models of one random seed, each in the two layouts that people meet: as
save_pretrained writes files (`file.safetensors`), and as the model itself names and stacks its
weights (`module.safetensors`), which is what training code saves. Needs torch, transformers 5.24
and safetensors.

    python make_layouts.py ../../resources/golden/alignment
"""

import json
import os
import shutil
import sys
import tempfile

import torch
import transformers as t
from safetensors.torch import load_file, save_file

TEXT = dict(
    hidden_size=8, intermediate_size=12, num_hidden_layers=2, num_attention_heads=2,
    num_key_value_heads=2, vocab_size=16, head_dim=4, max_position_embeddings=16,
    bos_token_id=1, eos_token_id=2, pad_token_id=0)
PLAIN = {k: v for k, v in TEXT.items() if k != "head_dim"}
VISION = dict(
    hidden_size=8, intermediate_size=12, num_hidden_layers=2, num_attention_heads=2,
    image_size=8, patch_size=4)


def text(kind):
    return {**TEXT, "model_type": kind}


def vision(kind):
    return {**VISION, "model_type": kind}


def models():
    yield "gemma3", t.Gemma3ForConditionalGeneration(t.Gemma3Config(
        text_config=text("gemma3_text"), vision_config=vision("siglip_vision_model"),
        mm_tokens_per_image=4))
    yield "llava", t.LlavaForConditionalGeneration(t.LlavaConfig(
        text_config=text("llama"), vision_config=vision("clip_vision_model")))
    yield "qwen2_5_vl", t.Qwen2_5_VLForConditionalGeneration(t.Qwen2_5_VLConfig(
        text_config={**TEXT, "rope_scaling": {"type": "mrope", "mrope_section": [1, 1, 0]}},
        vision_config=dict(depth=2, hidden_size=8, intermediate_size=12, num_heads=2,
                           out_hidden_size=8, patch_size=4, fullatt_block_indexes=[1])))
    yield "mllama", t.MllamaForConditionalGeneration(t.MllamaConfig(
        text_config={**TEXT, "cross_attention_layers": [1]},
        vision_config=dict(hidden_size=8, intermediate_size=12, num_hidden_layers=2,
                           num_global_layers=1, attention_heads=2, image_size=8, patch_size=4,
                           vision_output_dim=16, intermediate_layers_indices=[0],
                           supported_aspect_ratios=[[1, 1]], max_num_tiles=1)))
    yield "mixtral", t.MixtralForCausalLM(t.MixtralConfig(**TEXT, num_local_experts=3))
    yield "qwen3_moe", t.Qwen3MoeForCausalLM(t.Qwen3MoeConfig(
        **TEXT, moe_intermediate_size=6, num_experts=3))
    yield "gpt_neox", t.GPTNeoXForCausalLM(t.GPTNeoXConfig(
        hidden_size=8, intermediate_size=12, num_hidden_layers=2, num_attention_heads=2,
        vocab_size=16, bos_token_id=1, eos_token_id=2))
    yield "vit", t.ViTForImageClassification(t.ViTConfig(**VISION))
    yield "bert", t.BertForMaskedLM(t.BertConfig(
        hidden_size=8, intermediate_size=12, num_hidden_layers=2, num_attention_heads=2,
        vocab_size=16, max_position_embeddings=16))
    yield "t5", t.T5ForConditionalGeneration(t.T5Config(
        d_model=8, d_ff=12, num_layers=2, num_heads=2, d_kv=4, vocab_size=16))
    yield "llama", t.LlamaForCausalLM(t.LlamaConfig(**TEXT))


def permute(weight, heads):
    """Meta's rows in transformers' order, as convert_llama_weights_to_hf.py has it."""
    rows, columns = weight.shape
    return weight.view(heads, rows // heads // 2, 2, columns).transpose(1, 2).reshape(rows, columns)


def inverse(weight, heads):
    """The rows that `permute` gives back."""
    rows, columns = weight.shape
    return weight.view(heads, 2, rows // heads // 2, columns).transpose(1, 2).reshape(rows, columns)


def meta(state):
    names = {"self_attn.q_proj": "attention.wq", "self_attn.k_proj": "attention.wk",
             "self_attn.v_proj": "attention.wv", "self_attn.o_proj": "attention.wo",
             "mlp.gate_proj": "feed_forward.w1", "mlp.down_proj": "feed_forward.w2",
             "mlp.up_proj": "feed_forward.w3", "input_layernorm": "attention_norm",
             "post_attention_layernorm": "ffn_norm"}
    own = {}
    for name, weight in state.items():
        if "q_proj" in name or "k_proj" in name:
            turned = inverse(weight, TEXT["num_attention_heads"])
            assert torch.equal(permute(turned, TEXT["num_attention_heads"]), weight)
            weight = turned
        name = name.removeprefix("model.").replace("embed_tokens", "tok_embeddings")
        name = name.replace("lm_head", "output")
        for theirs, metas in names.items():
            name = name.replace(theirs, metas)
        own[name] = weight.contiguous().clone()
    return own


def old_bert(state):
    return {name.replace("LayerNorm.weight", "LayerNorm.gamma")
                .replace("LayerNorm.bias", "LayerNorm.beta"): weight
            for name, weight in state.items()}


def main(root):
    assert transformers_version() == "5.24.0"
    for seed, (name, model) in enumerate(models()):
        generator = torch.Generator().manual_seed(seed)
        folder = os.path.join(root, name)
        os.makedirs(folder, exist_ok=True)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.1)
        model = model.to(torch.float16)
        state = {k: v.contiguous().clone() for k, v in model.state_dict().items()}
        with tempfile.TemporaryDirectory() as saved:
            model.save_pretrained(saved)
            files = load_file(os.path.join(saved, "model.safetensors"))
            config = json.load(open(os.path.join(saved, "config.json")))
        save_file(files, os.path.join(folder, "file.safetensors"), {"format": "pt"})
        save_file(state, os.path.join(folder, "module.safetensors"), {"format": "pt"})
        json.dump(config, open(os.path.join(folder, "config.json"), "w"), indent=1)
        if name == "llama":
            save_file(meta(files), os.path.join(folder, "meta.safetensors"))
        if name == "bert":
            save_file(old_bert(files), os.path.join(folder, "old.safetensors"))
        print(name, len(files), len(state))


def transformers_version():
    return t.__version__


if __name__ == "__main__":
    main(sys.argv[1])
