package org.taskvectors.checkpoint.open;

import java.util.List;
import java.util.regex.Pattern;

/// The files of a model's folder that hold no weights, by their customary names.
final class FolderFiles {
    static final String CONFIG = "config.json";
    static final String ADAPTER_CONFIG = "adapter_config.json";

    private static final List<Pattern> COMPANIONS =
            List.of(
                    Pattern.compile("(?:generation_|adapter_)?config\\.json"),
                    Pattern.compile(".*tokenizer.*\\.(?:json|model)"),
                    Pattern.compile("(?:special_tokens_map|added_tokens|vocab)\\.json"),
                    Pattern.compile("(?:vocab|merges)\\.txt"),
                    Pattern.compile("(?:spiece|sentencepiece.*)\\.model|.*\\.tiktoken"),
                    Pattern.compile("chat_template\\.(?:json|jinja)"),
                    Pattern.compile("(?:pre)?processor_config\\.json"),
                    Pattern.compile("(?:modeling|configuration|tokenization)_.*\\.py"),
                    Pattern.compile("(?:LICENSE|LICENCE|NOTICE|USE_POLICY).*"));

    private FolderFiles() {}

    /// Whether a file of that name belongs to the model and is carried along with it.
    static boolean isCompanion(String name) {
        return COMPANIONS.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    /// Returns those of `names` that belong to the model.
    static List<String> companions(List<String> names) {
        return names.stream().filter(FolderFiles::isCompanion).toList();
    }
}
