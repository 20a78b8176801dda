package org.taskvectors.inference;

import java.util.stream.Stream;

/// The tiny models of the goldens, one of each architecture, for `@MethodSource`.
public final class TinyModels {
    /// All of them.
    public static final String ALL = "org.taskvectors.inference.TinyModels#all";

    /// Those in float32 that both paths read alike.
    public static final String BOTH_PATHS = "org.taskvectors.inference.TinyModels#bothPaths";

    private TinyModels() {}

    static Stream<String> all() {
        return Stream.concat(bothPaths(), Stream.of("qwen2-yarn", "llama31-bf16", "gemma2-bf16"));
    }

    static Stream<String> bothPaths() {
        return Stream.of(
                "llama",
                "llama31",
                "llama-linear",
                "mistral",
                "mistral-nemo",
                "qwen2",
                "qwen2-window",
                "qwen3",
                "smollm3",
                "gemma",
                "gemma2",
                "gemma3",
                "phi3",
                "gpt2");
    }
}
