package org.taskvectors.checkpoint.open;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// The files of a model's folder that hold no weights, by their customary names.
final class FolderFiles {
    static final String CONFIG = "config.json";
    static final String ADAPTER_CONFIG = "adapter_config.json";

    /// The configuration beside Meta's and Mistral's own files.
    static final String PARAMS = "params.json";

    /// The beginning of the names of the weights in their authors' own layout.
    private static final String ORIGINAL = "consolidated";

    private static final List<Pattern> COMPANIONS =
            List.of(
                    Pattern.compile("(?:generation_|adapter_)?config\\.json"),
                    Pattern.compile(".*tokenizer.*\\.(?:json|model)"),
                    Pattern.compile("(?:params|tekken)\\.json"),
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

    /// Whether a file of that name holds weights in Meta's or Mistral's own layout.
    static boolean isOriginal(String name) {
        return name.startsWith(ORIGINAL);
    }

    /// Returns those of the names in `folder` that belong to the model. Links that are kept as
    /// texts cannot be carried along.
    static List<String> companions(Path folder, List<String> names) {
        return names.stream()
                .filter(FolderFiles::isCompanion)
                .filter(name -> !HubCache.isLinkText(folder.resolve(name)))
                .toList();
    }
}
