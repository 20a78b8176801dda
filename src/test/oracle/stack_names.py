"""Makes stack_names.tsv, which StackNamesTest reads: how transformers calls the tensors of models with one and with several stacks.

    python src/test/oracle/stack_names.py

Needs torch and transformers (made with transformers 5.24.0); no weights are made, the models are built on the meta device.
Each line: class, "file" (names as save_pretrained stores them) or "module" (as state_dict has them, where they differ),
the layers of each stack as the configuration has them (a stack of no name is the only one), names. Names that differ in
the number of their layer alone are one: {3} stands for 0, 1 and 2. Biases are left out.
"""

import pathlib
import re

import torch
import transformers as t
from transformers.core_model_loading import revert_weight_conversion

HERE = pathlib.Path(__file__).parent
TEXT = dict(vocab_size=64, hidden_size=32, intermediate_size=48, num_hidden_layers=3, num_attention_heads=4)
DECODER = dict(TEXT, num_key_value_heads=2, head_dim=8, max_position_embeddings=32, pad_token_id=0)
ROPE = dict(DECODER, rope_parameters=dict(rope_type="default", mrope_section=[1, 1, 2], rope_theta=1e4))
VISION = dict(hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4, image_size=28, patch_size=14)
SEQ2SEQ = dict(vocab_size=64, d_model=32, encoder_layers=2, decoder_layers=3, encoder_ffn_dim=48, decoder_ffn_dim=48,
               encoder_attention_heads=4, decoder_attention_heads=4, pad_token_id=0)
T5 = dict(vocab_size=64, d_model=32, d_kv=8, d_ff=48, num_layers=3, num_heads=4)
OPT = dict(vocab_size=64, hidden_size=32, num_hidden_layers=3, ffn_dim=48, num_attention_heads=4, max_position_embeddings=32,
           word_embed_proj_dim=32)
RESNET = dict(embedding_size=8, hidden_sizes=[8, 16], depths=[1, 2], layer_type="basic")
MLLAMA_TEXT = dict(DECODER, cross_attention_layers=[1], rope_parameters=dict(rope_type="default", rope_theta=1e4))
MLLAMA_VISION = dict(hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_global_layers=1, attention_heads=4, image_size=28,
                     patch_size=14, vision_output_dim=64, intermediate_layers_indices=[0], max_num_tiles=1,
                     supported_aspect_ratios=[[1, 1]])
DEEPSEEK = dict(vocab_size=64, hidden_size=32, intermediate_size=48, moe_intermediate_size=16, num_hidden_layers=3,
                num_attention_heads=4, num_key_value_heads=4, n_shared_experts=1, n_routed_experts=4, kv_lora_rank=8, q_lora_rank=8,
                qk_rope_head_dim=8, v_head_dim=8, qk_nope_head_dim=8, n_group=1, topk_group=1, num_experts_per_tok=2,
                first_k_dense_replace=1)

MODELS = [
    ("encoder=3 decoder=3", lambda: t.T5ForConditionalGeneration(t.T5Config(**T5))),
    ("=3", lambda: t.T5EncoderModel(t.T5Config(**T5))),
    ("encoder=2 decoder=3", lambda: t.BartForConditionalGeneration(t.BartConfig(**SEQ2SEQ))),
    ("encoder=2 decoder=3", lambda: t.MarianMTModel(t.MarianConfig(**SEQ2SEQ, decoder_start_token_id=0))),
    ("encoder=2 decoder=3", lambda: t.WhisperForConditionalGeneration(t.WhisperConfig(**SEQ2SEQ))),
    ("encoder=2 decoder=3", lambda: t.Speech2TextForConditionalGeneration(t.Speech2TextConfig(**SEQ2SEQ))),
    ("encoder=3 decoder=3", lambda: t.EncoderDecoderModel(t.EncoderDecoderConfig.from_encoder_decoder_configs(
        t.BertConfig(**TEXT), t.BertConfig(**TEXT, is_decoder=True, add_cross_attention=True)))),
    ("vision=2 text=3", lambda: t.CLIPModel(t.CLIPConfig(
        text_config=dict(TEXT, max_position_embeddings=32), vision_config=VISION, projection_dim=16))),
    ("vision=2 text=3", lambda: t.SiglipModel(t.SiglipConfig(
        text_config=dict(TEXT, max_position_embeddings=32), vision_config=VISION))),
    ("vision=2 language=3", lambda: t.LlavaForConditionalGeneration(t.LlavaConfig(
        vision_config=t.CLIPVisionConfig(**VISION), text_config=t.LlamaConfig(**DECODER)))),
    ("vision=2 language=3", lambda: t.Gemma3ForConditionalGeneration(t.Gemma3Config(text_config=dict(DECODER), vision_config=VISION))),
    ("visual=2 language=3", lambda: t.Qwen2_5_VLForConditionalGeneration(t.Qwen2_5_VLConfig(text_config=dict(ROPE), vision_config=dict(
        depth=2, hidden_size=32, intermediate_size=48, num_heads=4, out_hidden_size=32)))),
    ("visual=3 visual.deepstack_merger_list=2 language=3", lambda: t.Qwen3VLForConditionalGeneration(t.Qwen3VLConfig(
        text_config=dict(ROPE), vision_config=dict(depth=3, hidden_size=32, intermediate_size=48, num_heads=4, out_hidden_size=32,
                                                   deepstack_visual_indexes=[0, 1])))),
    ("vision=2 vision.global_transformer=1 language=3", lambda: t.MllamaForConditionalGeneration(t.MllamaConfig(
        text_config=MLLAMA_TEXT, vision_config=MLLAMA_VISION))),
    ("vision=2 language=3", lambda: t.PaliGemmaForConditionalGeneration(t.PaliGemmaConfig(
        text_config=dict(DECODER, model_type="gemma"), vision_config=dict(VISION, model_type="siglip_vision_model")))),
    ("vision=2 language=3", lambda: t.Mistral3ForConditionalGeneration(t.Mistral3Config(
        text_config=t.MistralConfig(**DECODER), vision_config=t.PixtralVisionConfig(**dict(VISION, head_dim=8))))),
    ("vision=2 text=3", lambda: t.Idefics3ForConditionalGeneration(t.Idefics3Config(
        text_config=t.LlamaConfig(**DECODER), vision_config=VISION))),
    ("vision=2 language=3 qformer=3", lambda: t.Blip2ForConditionalGeneration(t.Blip2Config(
        vision_config=VISION, qformer_config=dict(TEXT, encoder_hidden_size=32), text_config=t.OPTConfig(**OPT)))),
    ("encoder=2 decoder=3 backbone=2", lambda: t.DetrForObjectDetection(t.DetrConfig(
        use_timm_backbone=False, use_pretrained_backbone=False, backbone=None,
        backbone_config=t.ResNetConfig(**RESNET, out_features=["stage2"]),
        **{key: SEQ2SEQ[key] for key in SEQ2SEQ if key not in ("vocab_size", "pad_token_id")}))),
    ("encoder=2 feature_extractor=2", lambda: t.Wav2Vec2ForCTC(t.Wav2Vec2Config(
        vocab_size=32, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48, conv_dim=(16, 16),
        conv_stride=(2, 2), conv_kernel=(3, 3), num_conv_pos_embeddings=16, num_conv_pos_embedding_groups=4))),
    ("=2", lambda: t.ViTForImageClassification(t.ViTConfig(**VISION))),
    ("=2", lambda: t.SwinForImageClassification(t.SwinConfig(
        image_size=32, patch_size=4, embed_dim=8, depths=[1, 2], num_heads=[2, 2], window_size=4))),
    ("=2", lambda: t.ResNetForImageClassification(t.ResNetConfig(**RESNET))),
    ("=3", lambda: t.BertForMaskedLM(t.BertConfig(**TEXT))),
    ("=3", lambda: t.GPT2LMHeadModel(t.GPT2Config(vocab_size=64, n_embd=32, n_layer=3, n_head=4))),
    ("=3", lambda: t.GPTNeoXForCausalLM(t.GPTNeoXConfig(**TEXT))),
    ("=3", lambda: t.LlamaForCausalLM(t.LlamaConfig(**DECODER))),
    ("=3", lambda: t.MixtralForCausalLM(t.MixtralConfig(**DECODER, num_local_experts=3))),
    ("=3", lambda: t.Qwen3MoeForCausalLM(t.Qwen3MoeConfig(**DECODER, num_experts=3, moe_intermediate_size=16))),
    ("=3", lambda: t.DeepseekV3ForCausalLM(t.DeepseekV3Config(**DEEPSEEK))),
    ("=3", lambda: t.MambaForCausalLM(t.MambaConfig(vocab_size=64, hidden_size=32, num_hidden_layers=3))),
    ("=3", lambda: t.FalconForCausalLM(t.FalconConfig(vocab_size=64, hidden_size=32, num_hidden_layers=3, num_attention_heads=4))),
    ("=3", lambda: t.OPTForCausalLM(t.OPTConfig(**OPT))),
    ("=3", lambda: t.BloomForCausalLM(t.BloomConfig(vocab_size=64, hidden_size=32, n_layer=3, n_head=4))),
]


def folded(names):
    """One name for names that differ in their first number alone, where these numbers are 0 to n - 1."""
    numbers = {}
    for name in names:
        parts = re.split(r"(?<=\.)(\d+)(?=\.)", name, maxsplit=1)
        key = (parts[0], parts[2]) if len(parts) == 3 else (name, None)
        numbers.setdefault(key, []).append(int(parts[1]) if len(parts) == 3 else -1)
    for (before, after), found in sorted(numbers.items(), key=str):
        if after is None:
            yield before
        elif sorted(found) == list(range(len(found))):
            yield f"{before}{{{len(found)}}}{after}"
        else:
            yield from (f"{before}{number}{after}" for number in sorted(found))


with open(HERE / "stack_names.tsv", "w", encoding="utf-8", newline="\n") as out:
    for stacks, make in MODELS:
        with torch.device("meta"):
            model = make()
        own = model.state_dict()
        tied = set(getattr(model, "all_tied_weights_keys", None) or {})
        buffers = {name for name, _ in model.named_buffers()}
        stored = revert_weight_conversion(model, own)
        for kind, names in (("file", set(stored)), ("module", set(own))):
            if kind == "module" and names == set(stored):
                continue
            kept = sorted(name for name in names - tied - buffers if not name.endswith("bias"))
            out.write(f"{type(model).__name__}\t{kind}\t{stacks}\t{' '.join(folded(kept))}\n")
