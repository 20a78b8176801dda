package org.taskvectors.checkpoint.adapter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The meaning of a tensor's name in an adapter's file. Sources: PEFT 0.21,
/// `utils/save_and_load.py`, `tuners/lora/model.py`, and its earlier versions, which left the
/// adapter's name in; `loralib`, whose factors are parameters without `.weight`; state dictionaries
/// of whole PEFT models; mlx-lm 0.32, `tuner/lora.py`; torchtune 0.6, `models/convert_weights.py`;
/// kohya's sd-scripts, `networks/lora.py`; diffusers 0.42, `utils/state_dict_utils.py`; llama.cpp's
/// `convert_lora_to_gguf.py`.
///
/// @param part the kind of tensor
/// @param module the module in the base that it belongs to; for a value the name of the tensor
/// @param adapter the name of the adapter; empty if the key does not hold it
/// @param dialect the program that names tensors so; PEFT for a value
record FactorKey(Part part, String module, String adapter, Dialect dialect) {
    /// The kinds of tensors in an adapter's file.
    enum Part {
        A,
        B,
        /// `lora_B.bias`: times the scale, it is added to the module's bias.
        BIAS,
        EMBEDDING_A,
        EMBEDDING_B,
        /// DoRA's lengths of rows.
        MAGNITUDE,
        /// The alpha of one module, a single number.
        ALPHA,
        /// Rows of an embedding that were trained alone.
        TOKENS,
        /// A weight after the training.
        VALUE,
        /// A weight of the module below a LoRA.
        UNDER,
        /// The untrained copy of a module that was trained whole.
        ORIGINAL,
        /// A tensor of another method.
        OTHER
    }

    private static final Set<String> WRAPPERS =
            Set.of("_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module");

    /// Embeddings, whose factors MLX and llama.cpp store the other way round than a matrix's.
    private static final Set<String> EMBEDDINGS =
            Set.of("embed_tokens", "tok_embeddings", "token_embd", "word_embeddings", "wte");

    private static final String LEAF = "weight";
    private static final String TOKEN_ADAPTER = "token_adapter";
    private static final String OLD_DIFFUSERS = "_lora";

    static FactorKey of(String key) {
        List<String> parts =
                Arrays.stream(key.split("\\.", -1))
                        .filter(part -> !WRAPPERS.contains(part))
                        .toList();
        int other = OtherMethods.place(parts);
        if (other >= 0) {
            return new FactorKey(Part.OTHER, module(parts.subList(0, other)), "", Dialect.PEFT);
        }
        for (int i = parts.size() - 1; i >= 0; i--) {
            FactorKey found = at(parts, i);
            if (found != null) {
                return found;
            }
        }
        return value(parts);
    }

    /// Whether the tensor is one of the two factors of a module.
    boolean isFactor() {
        return part == Part.A
                || part == Part.B
                || part == Part.EMBEDDING_A
                || part == Part.EMBEDDING_B;
    }

    /// Whether a module's name says that it is an embedding.
    static boolean isEmbedding(String module) {
        return EMBEDDINGS.contains(last(module));
    }

    static String last(String module) {
        return module.substring(module.lastIndexOf('.') + 1);
    }

    /// Returns the meaning of a name whose part at this place is the word that decides; null if it
    /// is not.
    private static @Nullable FactorKey at(List<String> parts, int i) {
        return switch (parts.get(i)) {
            case "lora_A" -> factor(Part.A, parts, i, Dialect.PEFT);
            case "lora_B" -> factor(Part.B, parts, i, Dialect.PEFT);
            case "lora_embedding_A" -> factor(Part.EMBEDDING_A, parts, i, Dialect.PEFT);
            case "lora_embedding_B" -> factor(Part.EMBEDDING_B, parts, i, Dialect.PEFT);
            case "lora_magnitude_vector" -> factor(Part.MAGNITUDE, parts, i, Dialect.PEFT);
            case "trainable_tokens_delta" -> factor(Part.TOKENS, parts, i, Dialect.PEFT);
            case "original_module" -> factor(Part.ORIGINAL, parts, i, Dialect.PEFT);
            case "lora_down" -> plain(Part.A, parts, i, Dialect.KOHYA);
            case "lora_up" -> plain(Part.B, parts, i, Dialect.KOHYA);
            case "lora_a" -> small(Part.A, parts, i);
            case "lora_b" -> small(Part.B, parts, i);
            case "down" -> diffusers(Part.A, parts, i);
            case "up" -> diffusers(Part.B, parts, i);
            default -> null;
        };
    }

    /// Reads the parts of a name after the factor's own word: the adapter's name, if any, and
    /// `weight` or `bias`, if any.
    private static FactorKey factor(Part part, List<String> parts, int at, Dialect dialect) {
        List<String> behind = parts.subList(at + 1, parts.size());
        boolean bias = !behind.isEmpty() && behind.getLast().equals("bias");
        boolean leaf = bias || (!behind.isEmpty() && behind.getLast().equals(LEAF));
        String adapter = String.join(".", leaf ? behind.subList(0, behind.size() - 1) : behind);
        Part found = part == Part.B && bias ? Part.BIAS : part;
        return new FactorKey(found, module(parts.subList(0, at)), adapter, dialect);
    }

    /// Returns a factor whose word is the last one but `weight`; null if more stands behind it.
    private static @Nullable FactorKey plain(
            Part part, List<String> parts, int at, Dialect dialect) {
        boolean ends =
                at == parts.size() - 1 || (at == parts.size() - 2 && parts.getLast().equals(LEAF));
        return ends && at > 0
                ? new FactorKey(part, module(parts.subList(0, at)), "", dialect)
                : null;
    }

    /// `lora_a` and `lora_b`: with `.weight` behind them they are torchtune's, behind `.weight`
    /// llama.cpp's, and MLX's if there is none. The factors of an embedding that the last two write
    /// multiply in the other order: the numbers of a token are in A.
    private static @Nullable FactorKey small(Part part, List<String> parts, int at) {
        boolean last = at == parts.size() - 1;
        if (!last) {
            return plain(part, parts, at, Dialect.TORCHTUNE);
        }
        if (at == 0) {
            return null;
        }
        boolean gguf = at > 1 && parts.get(at - 1).equals(LEAF);
        String module = module(parts.subList(0, gguf ? at - 1 : at));
        Part other = part == Part.A ? Part.B : Part.A;
        return new FactorKey(
                isEmbedding(module) ? other : part, module, "", gguf ? Dialect.GGUF : Dialect.MLX);
    }

    /// `lora.down`, `lora_linear_layer.down`, `to_q_lora.down`, the last with the module's name in
    /// it; `processor` is no module of the base.
    private static @Nullable FactorKey diffusers(Part part, List<String> parts, int at) {
        if (at < 2 || plain(part, parts, at, Dialect.DIFFUSERS) == null) {
            return null;
        }
        String word = parts.get(at - 1);
        List<String> before = new ArrayList<>(parts.subList(0, at - 1));
        before.remove("processor");
        if (word.equals("lora") || word.equals("lora_linear_layer")) {
            return new FactorKey(part, module(before), "", Dialect.DIFFUSERS);
        }
        if (!word.endsWith(OLD_DIFFUSERS)) {
            return null;
        }
        String own = word.substring(0, word.length() - OLD_DIFFUSERS.length());
        boolean text = !before.isEmpty() && before.getLast().equals("self_attn");
        before.add(
                switch (own) {
                    case "to_q", "to_k", "to_v" -> text ? own.substring(3) + "_proj" : own;
                    case "to_out" -> text ? "out_proj" : "to_out.0";
                    default -> own;
                });
        return new FactorKey(part, module(before), "", Dialect.DIFFUSERS);
    }

    private static FactorKey value(List<String> parts) {
        int saved = parts.lastIndexOf("modules_to_save");
        int under = parts.lastIndexOf("base_layer");
        if (saved > 0 && saved < parts.size() - 1) {
            List<String> behind = parts.subList(saved + 1, parts.size());
            // `modules_to_save.default.weight`, or `modules_to_save.weight` without a name.
            boolean named = behind.size() > 1;
            List<String> own = named ? behind.subList(1, behind.size()) : behind;
            return new FactorKey(
                    Part.VALUE,
                    module(parts.subList(0, saved)) + "." + String.join(".", own),
                    named ? behind.getFirst() : "",
                    Dialect.PEFT);
        }
        if (under == parts.size() - 2 && under > 0) {
            return new FactorKey(
                    Part.UNDER,
                    module(parts.subList(0, under)) + "." + parts.getLast(),
                    "",
                    Dialect.PEFT);
        }
        return new FactorKey(Part.VALUE, module(parts), "", Dialect.PEFT);
    }

    /// Returns the name in the base, without the prefixes of PEFT and of wrappers.
    private static String module(List<String> parts) {
        List<String> rest =
                parts.contains(TOKEN_ADAPTER)
                        ? parts.stream().filter(part -> !part.equals(TOKEN_ADAPTER)).toList()
                        : parts;
        while (true) {
            if (rest.size() > 2
                    && rest.getFirst().equals("base_model")
                    && rest.get(1).equals("model")) {
                rest = rest.subList(2, rest.size());
            } else if (rest.size() > 1 && rest.getFirst().equals("module")) {
                rest = rest.subList(1, rest.size());
            } else {
                return String.join(".", rest);
            }
        }
    }
}
