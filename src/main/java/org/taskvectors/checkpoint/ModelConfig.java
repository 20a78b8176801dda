package org.taskvectors.checkpoint;

import java.util.Optional;

/// What config.json of a Hugging Face folder says, as far as the program asks.
///
/// @param architecture the first of `architectures`: `LlamaForCausalLM`
/// @param modelType `model_type`: `llama`
/// @param tiedEmbeddings `tie_word_embeddings`, where it is said
/// @param quantization `quantization_config.quant_method` where there is one: `bitsandbytes`, `fp8`
/// @param baseName `_name_or_path`, as it stands in the file: a hint for pairing, never opened
public record ModelConfig(
        Optional<String> architecture,
        Optional<String> modelType,
        Optional<Boolean> tiedEmbeddings,
        Optional<String> quantization,
        Optional<String> baseName) {}
