package org.taskvectors.checkpoint;

import java.util.List;
import java.util.Optional;

/// What config.json of a Hugging Face folder says, as far as the program asks.
///
/// @param architecture the first of `architectures`: `LlamaForCausalLM`
/// @param modelType `model_type`: `llama`
/// @param tiedEmbeddings `tie_word_embeddings`, where it is said
/// @param quantization `quantization_config.quant_method` where there is one: `bitsandbytes`, `fp8`
/// @param baseName `_name_or_path`, as it stands in the file: a hint for pairing, never opened
/// @param quantizationBlock `quantization_config.weight_block_size`: weights in a block of one
///   scale, by dimension; empty where nothing is said
public record ModelConfig(
        Optional<String> architecture,
        Optional<String> modelType,
        Optional<Boolean> tiedEmbeddings,
        Optional<String> quantization,
        Optional<String> baseName,
        List<Long> quantizationBlock) {
    public ModelConfig {
        quantizationBlock = List.copyOf(quantizationBlock);
    }

    /// A configuration that says nothing of blocks.
    public ModelConfig(
            Optional<String> architecture,
            Optional<String> modelType,
            Optional<Boolean> tiedEmbeddings,
            Optional<String> quantization,
            Optional<String> baseName) {
        this(architecture, modelType, tiedEmbeddings, quantization, baseName, List.of());
    }
}
