package org.taskvectors.inference;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A decoder's dimensions and switches, read from the whole configuration. One decoder serves all
/// of them.
///
/// @param name for people: `Llama`, `Gemma 2`
/// @param layers how many
/// @param width of the residual stream
/// @param heads query heads
/// @param keyHeads key and value heads; each serves heads / keyHeads query heads
/// @param headWidth of one head
/// @param feedForward width of the feed-forward layer
/// @param vocabulary rows of the embedding
/// @param context the most positions
/// @param normEpsilon ε of the norms
/// @param norm kind of the norms
/// @param normOffset what is added to the stored weights of the norms: 1 for Gemma, else 0
/// @param activation of the feed-forward layer
/// @param isGated whether the feed-forward layer has a gate
/// @param rope rotary positions; empty where positions are learned
/// @param windowRope rotary positions of the layers with a sliding window, where they have their
///   own (Gemma 3)
/// @param unrotated layers without any positions (SmolLM3); empty for most
/// @param windows sliding window of each layer in tokens, the token itself counted; 0 for none
/// @param queryScale what query·key is multiplied by
/// @param attentionCap soft cap of the attention scores; 0 for none
/// @param logitCap soft cap of the logits; 0 for none
/// @param embeddingScale what embeddings are multiplied by; 1 for none. Gemma's √width is rounded
///   to float32, in which all is computed (transformers rounds it to the dtype that it computes in)
/// @param hasHeadNorms whether queries and keys are normalised by head (Qwen 3, Gemma 3)
/// @param hasPostNorms whether attention and feed-forward are normalised before they are added
///   (Gemma 2)
/// @param isTied whether the embedding serves as head
public record Architecture(
        String name,
        int layers,
        int width,
        int heads,
        int keyHeads,
        int headWidth,
        int feedForward,
        int vocabulary,
        int context,
        double normEpsilon,
        Norm norm,
        double normOffset,
        Activation activation,
        boolean isGated,
        Optional<Rope> rope,
        Optional<Rope> windowRope,
        Set<Integer> unrotated,
        List<Integer> windows,
        double queryScale,
        double attentionCap,
        double logitCap,
        double embeddingScale,
        boolean hasHeadNorms,
        boolean hasPostNorms,
        boolean isTied) {
    public Architecture {
        windows = List.copyOf(windows);
        unrotated = Set.copyOf(unrotated);
    }

    /// Returns the rotary positions of a layer; empty where it has none.
    public Optional<Rope> rope(int layer) {
        if (unrotated.contains(layer)) {
            return Optional.empty();
        }
        return windows.get(layer) > 0 && windowRope.isPresent() ? windowRope : rope;
    }

    /// Returns how many numbers the queries of one token are: heads · headWidth.
    public int queryWidth() {
        return heads * headWidth;
    }

    /// Returns how many numbers the keys of one token are, and its values: keyHeads · headWidth.
    public int keyWidth() {
        return keyHeads * headWidth;
    }

    /// Returns the same with another vocabulary and another relation of embedding and head, as
    /// vectors can make them.
    public Architecture with(int newVocabulary, boolean newTied) {
        return new Architecture(
                name,
                layers,
                width,
                heads,
                keyHeads,
                headWidth,
                feedForward,
                newVocabulary,
                context,
                normEpsilon,
                norm,
                normOffset,
                activation,
                isGated,
                rope,
                windowRope,
                unrotated,
                windows,
                queryScale,
                attentionCap,
                logitCap,
                embeddingScale,
                hasHeadNorms,
                hasPostNorms,
                newTied);
    }

    /// Returns the same of fewer layers, the first ones, and of fewer tokens: enough to see how
    /// long a layer takes.
    ///
    /// @param first how many layers it has, at most as many as this
    /// @param newVocabulary how many tokens it knows
    public Architecture excerpt(int first, int newVocabulary) {
        return new Architecture(
                name,
                first,
                width,
                heads,
                keyHeads,
                headWidth,
                feedForward,
                newVocabulary,
                context,
                normEpsilon,
                norm,
                normOffset,
                activation,
                isGated,
                rope,
                windowRope,
                unrotated.stream()
                        .filter(layer -> layer < first)
                        .collect(Collectors.toUnmodifiableSet()),
                windows.subList(0, first),
                queryScale,
                attentionCap,
                logitCap,
                embeddingScale,
                hasHeadNorms,
                hasPostNorms,
                isTied);
    }

    /// Kinds of norms.
    public enum Norm {
        /// x / sqrt(mean x² + ε) · w.
        RMS,
        /// (x − mean) / sqrt(variance + ε) · w + b.
        LAYER
    }

    /// Activations.
    public enum Activation {
        SILU,
        /// GELU by tanh.
        GELU_TANH,
        GELU
    }

    /// Rotary positions.
    ///
    /// @param frequencies angle per position of each pair, headWidth / 2 of them, scaling included
    /// @param factor what cos and sin are multiplied by; 1 for most
    /// @param isInterleaved whether a pair is two neighbours (GGUF's and Meta's Llama) or two
    ///   halves (Hugging Face)
    public record Rope(List<Double> frequencies, double factor, boolean isInterleaved) {
        public Rope {
            frequencies = List.copyOf(frequencies);
        }
    }
}
