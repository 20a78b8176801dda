package org.taskvectors.checkpoint.adapter;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// The meaning of a tensor's name in an adapter's file. Sources: PEFT 0.21,
/// `utils/save_and_load.py`, `tuners/lora/model.py`, and its earlier versions, which left the
/// adapter's name in; `loralib`, whose factors are parameters without `.weight`; state dictionaries
/// of whole PEFT models.
///
/// @param part the kind of tensor
/// @param module the module in the base that it belongs to; for a value the name of the tensor
/// @param adapter the name of the adapter; empty if the key does not hold it
record FactorKey(Part part, String module, String adapter) {
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
        /// A tensor that only AdaLoRA has.
        ADALORA,
        /// Rows of an embedding that were trained alone.
        TOKENS,
        /// A weight after the training.
        VALUE,
        /// A weight of the module below a LoRA.
        UNDER,
        /// The untrained copy of a module that was trained whole.
        ORIGINAL
    }

    private static final Set<String> WRAPPERS =
            Set.of("_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module");

    static FactorKey of(String key) {
        List<String> parts =
                Arrays.stream(key.split("\\.", -1))
                        .filter(part -> !WRAPPERS.contains(part))
                        .toList();
        for (int i = parts.size() - 1; i >= 0; i--) {
            Part part =
                    switch (parts.get(i)) {
                        case "lora_A" -> Part.A;
                        case "lora_B" -> Part.B;
                        case "lora_embedding_A" -> Part.EMBEDDING_A;
                        case "lora_embedding_B" -> Part.EMBEDDING_B;
                        case "lora_magnitude_vector" -> Part.MAGNITUDE;
                        case "lora_E", "ranknum" -> Part.ADALORA;
                        case "trainable_tokens_delta" -> Part.TOKENS;
                        case "original_module" -> Part.ORIGINAL;
                        default -> Part.VALUE;
                    };
            if (part != Part.VALUE) {
                return factor(part, parts, i);
            }
        }
        return value(parts);
    }

    /// Reads the parts of a name after the factor's own word: the adapter's name, if any, and
    /// `weight` or `bias`, if any.
    private static FactorKey factor(Part part, List<String> parts, int at) {
        List<String> behind = parts.subList(at + 1, parts.size());
        boolean bias = !behind.isEmpty() && behind.getLast().equals("bias");
        boolean leaf = bias || (!behind.isEmpty() && behind.getLast().equals("weight"));
        String adapter = String.join(".", leaf ? behind.subList(0, behind.size() - 1) : behind);
        Part found = part == Part.B && bias ? Part.BIAS : part;
        return new FactorKey(found, module(parts.subList(0, at)), adapter);
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
                    named ? behind.getFirst() : "");
        }
        if (under == parts.size() - 2 && under > 0) {
            return new FactorKey(
                    Part.UNDER, module(parts.subList(0, under)) + "." + parts.getLast(), "");
        }
        return new FactorKey(Part.VALUE, module(parts), "");
    }

    /// Returns the name in the base, without the prefixes of PEFT and of wrappers.
    private static String module(List<String> parts) {
        List<String> rest = parts;
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
