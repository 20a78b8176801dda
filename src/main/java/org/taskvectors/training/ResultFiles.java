package org.taskvectors.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Copy;
import org.taskvectors.file.Failure;
import org.taskvectors.saving.PrettyJson;

/// The files around a run's result: the base's tokenizer, the model card, all that is known of the
/// run.
///
/// @param run the run's folder
/// @param base the model's files
/// @param head what the run is made of, as its record says it
/// @param settings of the run
/// @param program name and version of this program
record ResultFiles(
        Path run, Checkpoint base, JsonNode head, TrainingSettings settings, String program) {
    /// What of the base's files says nothing of its tokens.
    private static final Pattern OTHERS =
            Pattern.compile(
                    "(?:generation_|adapter_)?config\\.json|params\\.json|.*\\.py"
                            + "|(?:pre)?processor_config\\.json"
                            + "|(?:LICENSE|LICENCE|NOTICE|USE_POLICY).*");

    /// Returns the names of the files by which the base's text becomes tokens.
    List<String> tokenizer() {
        return base.about().companionFolder().stream()
                .flatMap(
                        folder ->
                                base.about().companions().stream()
                                        .filter(name -> !OTHERS.matcher(name).matches())
                                        .filter(name -> Files.isRegularFile(folder.resolve(name))))
                .toList();
    }

    /// Copies these files, as PEFT's users lay them beside adapters.
    ///
    /// @throws Failure if one cannot be read or written
    void copyTokenizer() throws Failure {
        Path folder = base.about().companionFolder().orElse(run);
        for (String name : tokenizer()) {
            Copy.of(folder.resolve(name), run.resolve(name));
        }
    }

    /// Writes the model card and the document.
    ///
    /// @throws Failure if they cannot be written
    void write(TrainingResult result) throws Failure {
        AtomicFile.write(
                run.resolve(TrainingDocument.NAME),
                PrettyJson.bytes(TrainingDocument.of(run, head, result, program)));
        AtomicFile.write(
                run.resolve(ModelCard.NAME),
                ModelCard.of(settings, result, head, program).getBytes(StandardCharsets.UTF_8));
    }
}
